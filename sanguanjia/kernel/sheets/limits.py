"""What a roster file may cost. One place, so that the archive reader, the CSV reader and the child agree."""

from __future__ import annotations

from typing import Final

FILE_BYTES: Final = 64 * 1024 * 1024
"""Size of the file as uploaded. 200,000 honest rows are about 20 MB."""
UNPACKED_BYTES: Final = 512 * 1024 * 1024
"""All parts of a workbook together, counted while inflating (never taken from the directory)."""
RATIO: Final = 100
"""Unpacked to packed, per part and in total. Honest sheets measured 6 to 40; deflate can reach 1,032."""
RATIO_FROM_BYTES: Final = 1024 * 1024
"""Below this size a part may be as repetitive as it likes."""
ENTRIES: Final = 1000
ROWS: Final = 400_000
"""Rows with at least one cell."""
CELLS: Final = 10_000_000
COLUMNS: Final = 512
"""Cells further right are not read; no roster is that wide."""
SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
READ_CHARACTERS: Final = 400
"""Of a longer cell only the start is judged: no name, number or address is longer."""
STRINGS_CHARACTERS: Final = 96 * 1024 * 1024
"""All shared strings together, in characters."""
STRINGS: Final = 3_000_000
MERGES: Final = 2_000_000
MEMORY_BYTES: Final = 512 * 1024 * 1024
CPU_SECONDS: Final = 120
WALL_SECONDS: Final = 600
CHUNK: Final = 256 * 1024
