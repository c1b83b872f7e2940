"""Every bench says in one sentence what is wrong with its options, and explains them when asked."""

import argparse
import importlib

import pytest

from sanguanjia.cli.bench import benches


@pytest.mark.parametrize("name", sorted(benches()))
@pytest.mark.parametrize("words", [["--gibt-es-nicht"], ["--rounds", "0"], ["viele"]])
def test_a_wrong_option_is_one_sentence_and_the_usage(name, words, capsys):
    with pytest.raises(SystemExit) as left:
        importlib.import_module(f"sanguanjia.bench.{name}").run(argparse.Namespace(words=words, quick=True, json=True))
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("用法不对：")
    assert f"sgj bench {name}" in said


@pytest.mark.parametrize("name", sorted(benches()))
def test_help_says_the_options(name, capsys):
    with pytest.raises(SystemExit) as left:
        importlib.import_module(f"sanguanjia.bench.{name}").run(argparse.Namespace(words=["--help"], quick=0, json=0))
    assert left.value.code == 0
    assert f"sgj bench {name}" in capsys.readouterr().out
