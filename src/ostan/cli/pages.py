"""Help pages and errors of usage, in the reader's language."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ostan.cli.screen import MARK
from ostan.cli.texts import EXITS, HEADINGS, OPTIONS, PAGES, PROGRAM, Page
from ostan.words.text import Lang, Text

INDENT = "  "
GAP = 26
"""Column at which explanations begin."""


class Command(TyperCommand):
    """A command whose help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of this command."""
        formatter.write("\n".join(command_page(self, ctx.obj.lang)) + "\n")


class Group(TyperGroup):
    """The program, whose help is ours."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of the program."""
        formatter.write("\n".join(program_page(self, ctx.obj.lang)) + "\n")


def program_page(group: Any, lang: Lang) -> list[str]:
    """Return the lines of `ostan --help`."""
    lines = [f"{HEADINGS['usage'].to(lang)}: ostan COMMAND {HEADINGS['options'].to(lang)}", ""]
    lines += _body(PROGRAM, lang)
    lines += ["", f"{HEADINGS['commands'].to(lang)}:"]
    for name in PAGES:
        lines += _entry(name, PAGES[name].summary.to(lang))
    lines += ["", f"{HEADINGS['flags'].to(lang)}:"]
    lines += [line for p in options(group) for line in _entry(*_option(p, "", lang))]
    lines += _entry("--help", OPTIONS["help"].to(lang))
    return [*lines, *_examples(PROGRAM, lang), "", HEADINGS["more"].to(lang)]


def command_page(command: Any, lang: Lang) -> list[str]:
    """Return the lines of `ostan COMMAND --help`."""
    page = PAGES[command.name]
    lines = [f"{HEADINGS['usage'].to(lang)}: {usage(command)} {HEADINGS['options'].to(lang)}", ""]
    lines += _body(page, lang)
    if arguments(command):
        lines += ["", f"{HEADINGS['arguments'].to(lang)}:"]
        for parameter in arguments(command):
            lines += _entry(parameter.metavar, explained(parameter, command.name).to(lang))
    lines += ["", f"{HEADINGS['flags'].to(lang)}:"]
    for parameter in options(command):
        lines += _entry(*_option(parameter, command.name, lang))
    lines += _entry("--help", OPTIONS["help"].to(lang))
    lines += _examples(page, lang)
    return [*lines, "", *_exits(page, lang)]


def usage(command: Any) -> str:
    """Return the shape of a call: `ostan check SOURCE`."""
    shown = [p.metavar if p.required else f"[{p.metavar}]" for p in arguments(command)]
    return " ".join(["ostan", command.name, *shown])


def arguments(command: Any) -> list[Any]:
    """Return the positional parameters of a command."""
    return [p for p in command.params if p.param_type_name == "argument"]


def options(command: Any) -> list[Any]:
    """Return the named parameters of a command."""
    return [p for p in command.params if p.param_type_name == "option"]


def explained(parameter: Any, command: str) -> Text:
    """Return what a parameter is for."""
    return OPTIONS.get(f"{command}.{parameter.name}") or OPTIONS[parameter.name]


def _option(parameter: Any, command: str, lang: Lang) -> tuple[str, str]:
    name = " ".join(filter(None, [parameter.opts[0], parameter.metavar]))
    return name, explained(parameter, command).to(lang)


def _body(page: Page, lang: Lang) -> Iterator[str]:
    yield from _wrapped(page.summary.to(lang))
    for paragraph in page.body.to(lang).splitlines():
        yield from _wrapped(paragraph.replace(" --", f" {MARK}--"))


def _examples(page: Page, lang: Lang) -> list[str]:
    return ["", f"{HEADINGS['examples'].to(lang)}:", *(INDENT + e for e in page.examples)]


def _exits(page: Page, lang: Lang) -> list[str]:
    separator = "؛ " if lang == "fa" else "; "
    codes = separator.join(f"{code} {EXITS[code].to(lang)}" for code in page.exits)
    return _wrapped(f"{HEADINGS['exits'].to(lang)}: {codes}", "")


def _entry(name: str, text: str) -> list[str]:
    head = INDENT + name
    if len(head) >= GAP:
        return [head, *_wrapped(text, " " * GAP)]
    lines = _wrapped(text, " " * GAP)
    return [head.ljust(GAP) + lines[0].lstrip(), *lines[1:]]


def _wrapped(text: str, indent: str = INDENT) -> list[str]:
    columns = min(shutil.get_terminal_size().columns, 100)
    return textwrap.wrap(
        text, columns, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
