"""`sgj doctor`: what is wrong with this machine, in sentences, and what to do about each."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sanguanjia.cli import doctor_site
from sanguanjia.hosting import city, keys, machine
from sanguanjia.hosting.errors import HostingError
from sanguanjia.hosting.platform import check_port
from sanguanjia.hosting.postgres.binaries import find
from sanguanjia.hosting.postgres.cluster import major_of
from sanguanjia.hosting.postgres.home import settle

MOST_KEY_DAYS = 366
_GOOD, _HINT, _BAD = "good", "hint", "bad"
_SIGNS = {_GOOD: "好　", _HINT: "提醒", _BAD: "问题"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. level: good, hint (works, but), bad (will not work)."""

    about: str
    level: str
    sentence: str


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="打算使用的端口（默认 8000）")
    parser.add_argument("--site", metavar="https://城市的域名", help="改为检查对外的入口：证书、TLS、跳转、安全头")
    parser.add_argument("--trust", metavar="PEM", help="内网自建的证书机构（与 --site 一起用）")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出")


def run(args: argparse.Namespace) -> int:
    """Print the findings; exit 0, or 3 if something will not work."""
    try:
        findings = _of_site(args.site, args.trust) if args.site else list(examine(args.port))
    except ValueError:
        print("--site 要写成 https://域名 或 https://域名:端口。", file=sys.stderr)
        return 2
    bad = [finding for finding in findings if finding.level == _BAD]
    if args.json:
        print(json.dumps({"ok": not bad, "findings": [asdict(f) for f in findings]}, ensure_ascii=False, indent=2))
        return 3 if bad else 0
    for finding in findings:
        print(f"{_SIGNS[finding.level]}  {finding.sentence}")
    fine = "对外的入口没有发现问题。" if args.site else "这台机器可以运行三管家：./sgj up"
    print(f"有 {len(bad)} 个问题要先解决。" if bad else fine)
    return 3 if bad else 0


def _of_site(address: str, trust: str | None) -> list[Finding]:
    site = doctor_site.site_of(address, trust=trust)
    return [Finding(seen.about, seen.level, seen.sentence) for seen in doctor_site.look(site)]


def examine(port: int) -> Iterator[Finding]:
    """Look at everything; never raises."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", _GOOD, f"Python {version}。")
    yield _memory()
    yield _disk()
    yield _locale()
    yield _database()
    yield _keys()
    yield _port(port)
    yield from _for_tests()


def _memory() -> Finding:
    available = 0
    for line in (
        Path("/proc/meminfo").read_text(encoding="ascii").splitlines() if Path("/proc/meminfo").exists() else []
    ):
        if line.startswith("MemAvailable:"):
            available = int(line.split()[1]) // 1024
    if available and available < 700:
        return Finding("memory", _BAD, f"可用内存只有 {available} MB，至少需要 700 MB。请关闭别的程序或加内存。")
    if available and available < 1500:
        return Finding("memory", _HINT, f"可用内存 {available} MB，能运行，但全市规模的数据需要 4 GB 以上。")
    return Finding("memory", _GOOD, f"可用内存 {available} MB。" if available else "内存大小读不到，未检查。")


def _disk() -> Finding:
    place = city.data_dir()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 2**20
    if not os.access(place, os.W_OK):
        return Finding("disk", _BAD, f"数据目录 {city.data_dir()} 不能写。请用 SGJ_DATA_DIR 另指一处。")
    if free < 1024:
        return Finding(
            "disk", _BAD, f"{place} 所在磁盘只剩 {free} MB，至少需要 1 GB。请清理，或用 SGJ_DATA_DIR 换一个磁盘。"
        )
    return Finding("disk", _GOOD, f"数据目录 {city.data_dir()}，磁盘剩余 {free // 1024} GB。")


def _locale() -> Finding:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    language = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "（没有设置）"
    if "utf8" not in language.lower().replace("-", "") and encoding != "utf8":
        return Finding("locale", _HINT, f"终端的语言设置是 {language}，中文可能显示为乱码。可执行：export LANG=C.UTF-8")
    return Finding("locale", _GOOD, f"语言设置 {language}；数据库固定用 C.UTF-8，不受它影响。")


def _database() -> Finding:
    try:
        if city.mode() != "embedded":
            server = city.open_city()
            server.ensure_running()
            return Finding("database", _GOOD, "外部数据库可以连接，汉字搜索正常。")
        data = city.data_dir()
        if not (data / "postgres").exists():
            binaries = find()
            return Finding(
                "database", _GOOD, f"自带的 PostgreSQL {binaries.version} 可用；还没有数据，第一次 up 时建立。"
            )
        home = settle(data)
        binaries = find(major_of(home.cluster))
        running = "正在运行" if city.find_city(data) else "没有在运行"
        days = _days_since(home.base / "keys.json")
    except HostingError as error:
        return Finding("database", _BAD, str(error))
    if days > MOST_KEY_DAYS:
        sentence = f"自带数据库的密码用了 {days} 天，超过一年。停下平台，执行一次 sgj upgrade 即更换。"
        return Finding("database", _HINT, sentence)
    return Finding("database", _GOOD, f"自带的 PostgreSQL {binaries.version}，数据已建立，{running}。")


def _days_since(path: Path) -> int:
    try:
        return (datetime.now(UTC) - datetime.fromtimestamp(path.stat().st_mtime, UTC)).days
    except OSError:
        return 0


def _keys() -> Finding:
    """How long the present data key has sealed: a year is the custom of docs/security/README.md (ASVS 11.1.1)."""
    data = city.data_dir()
    if keys.given_text() is None and not keys.path_of(data).exists():
        return Finding("keys", _GOOD, "还没有数据密钥，第一次启动时生成。")
    try:
        made = datetime.fromisoformat(keys.read(data).current.made)
    except (HostingError, ValueError) as error:
        return Finding("keys", _BAD, f"数据密钥读不出来：{error}")
    days = (datetime.now(UTC) - made).days
    if days > MOST_KEY_DAYS:
        return Finding("keys", _HINT, f"数据密钥已经用了 {days} 天，超过一年，请更换：sgj keys rotate")
    return Finding("keys", _GOOD, f"数据密钥用了 {days} 天，满一年请更换。")


def _port(port: int) -> Finding:
    try:
        check_port("127.0.0.1", port)
    except HostingError as error:
        return Finding("port", _HINT, str(error))
    return Finding("port", _GOOD, f"端口 {port} 空闲。")


def _for_tests() -> Iterator[Finding]:
    browser = machine.chromium()
    if browser is None:
        yield Finding(
            "chromium", _HINT, "没有 Chromium：运行不受影响，浏览器测试不能跑。安装：apt-get install -y chromium"
        )
    else:
        yield Finding("chromium", _GOOD, f"浏览器测试用 {browser}。")
    fonts = machine.has_chinese_font()
    if fonts is False or (fonts is None and browser is not None):
        yield Finding("fonts", _HINT, "没有中文字体：本机截图和打印会是方块。安装：apt-get install -y fonts-noto-cjk")
    elif fonts:
        yield Finding("fonts", _GOOD, "有中文字体。")
