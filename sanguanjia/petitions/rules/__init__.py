"""The law of petitions as pure functions: 信访工作条例 (2022), PET-001 … PET-011."""
