"""Every command with its options. What they do is in the file of the same name, imported when run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import _click  # type: ignore[attr-defined]

from ostan.cli.pages import Command, Group
from ostan.cli.screen import Screen
from ostan.words.errors import BadInput
from ostan.words.text import Text, same

NOUNS = ("councils", "units", "powers", "services")
"""What can be measured."""
FORMATS = ("xlsx", "csv", "parquet", "jsonld", "ics")
"""What a country can be exported as."""

SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE")]
OtherArgument = Annotated[str | None, typer.Argument(metavar="OTHER")]
TargetArgument = Annotated[Path, typer.Argument(metavar="TARGET")]
NounArgument = Annotated[str | None, typer.Argument(metavar="|".join(NOUNS))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE")]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR")]
OutTarget = Annotated[Path, typer.Option("--out", metavar="TARGET")]
Form = Annotated[str, typer.Option("--as", metavar="|".join(FORMATS))]
Place = Annotated[str | None, typer.Option("--place", metavar="PLACE")]
Post = Annotated[str | None, typer.Option("--post", metavar="POST")]
Template = Annotated[str | None, typer.Option("--from", metavar="SOURCE")]
Against = Annotated[str | None, typer.Option("--against", metavar="OLD")]
Errors = Annotated[Path | None, typer.Option("--errors", metavar="OUT.xlsx")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY")]
Map = Annotated[Path | None, typer.Option("--map", metavar="MAP.toml")]
Force = Annotated[bool, typer.Option("--force")]
AsJson = Annotated[bool, typer.Option("--json")]
Language = Annotated[str | None, typer.Option("--lang", metavar="fa|en", envvar="OSTAN_LANG")]


def run(args: Sequence[str], screen: Screen) -> int:
    """Parse `args`, run the command, return its exit code. Raises BadInput for a wrong call."""
    try:
        code = program().main(
            args=list(args) or ["--help"], prog_name="ostan", standalone_mode=False, obj=screen
        )
    except _click.exceptions.UsageError as error:
        raise wrong_call(error) from error
    except SystemExit as error:  # typer's answer to a reader that has gone
        raise BrokenPipeError from error
    return int(code or 0)


def program() -> Any:
    """Return the program with every command."""
    made = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None)
    made.callback(invoke_without_command=True)(ostan)
    for name, command in COMMANDS.items():
        made.command(name, cls=Command)(command)
    return typer.main.get_command(made)


def ostan(
    version: Annotated[bool, typer.Option("--version", is_eager=True)] = False,
    lang: Language = None,
) -> int:
    """Print the version if that is all that was asked for."""
    _language(lang)
    if version:
        import ostan as package

        typer.echo(f"ostan {package.__version__}")
        raise typer.Exit
    return 0


def demo(
    ctx: typer.Context,
    out: OutFolder = Path("ostan-demo"),
    place: Place = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Run the whole main job on the sample country."""
    from ostan.cli.demo import demo as work

    return work(_screen(ctx, as_json, lang), out, place, as_of)


def new(
    ctx: typer.Context,
    target: TargetArgument,
    template: Template = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Write a template or a copy."""
    from ostan.cli.new import new as work

    return work(_screen(ctx, as_json, lang), target, template, map, force)


def check(
    ctx: typer.Context,
    source: SourceArgument,
    against: Against = None,
    errors: Errors = None,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Check a country."""
    from ostan.cli.check import check as work

    return work(_screen(ctx, as_json, lang), source, against, errors, as_of, map, force)


def measure(
    ctx: typer.Context,
    source: SourceArgument,
    noun: NounArgument = None,
    place: Place = None,
    post: Post = None,
    out: Out = None,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Measure a country."""
    screen = _screen(ctx, as_json, lang)
    chosen = _one_of("unknown_noun", noun, NOUNS)
    from ostan.cli.measure import measure as work

    return work(screen, source, chosen, place, post, out, as_of, map, force)


def compare(
    ctx: typer.Context,
    source: SourceArgument,
    other: OtherArgument = None,
    out: Out = None,
    place: Place = None,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Compare two countries, or report one."""
    from ostan.cli.compare import compare as work

    return work(_screen(ctx, as_json, lang), source, other, out, place, as_of, map, force)


def export(
    ctx: typer.Context,
    source: SourceArgument,
    form: Form,
    out: OutTarget,
    place: Place = None,
    post: Post = None,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Write a country in another format."""
    screen = _screen(ctx, as_json, lang)
    chosen = _one_of("unknown_format", form, FORMATS) or ""
    from ostan.cli.export import export as work

    return work(screen, source, chosen, out, place, post, as_of, map, force)


COMMANDS: dict[str, Callable[..., int]] = {
    "demo": demo,
    "new": new,
    "check": check,
    "measure": measure,
    "compare": compare,
    "export": export,
}
"""Every command, in the order of use."""


def wrong_call(error: Any) -> BadInput:
    """Say in both languages what is wrong with a call."""
    kind = type(error).__name__
    mend = Text("راهنما: ostan --help", "Help: ostan --help")
    if error.ctx is not None:
        mend = Text("راهنما: {path} --help", "Help: {path} --help").fill(
            path=error.ctx.command_path
        )
    return BadInput.of("wrong_call", _sentence(kind, error), mend)


def _sentence(kind: str, error: Any) -> Text:
    if kind == "NoSuchOption":
        near = "، ".join(error.possibilities or ()) or "-"
        return Text(
            "گزینهٔ {came} ناشناخته است؛ نزدیک‌ترین: {near}",
            "Option {came} is not known; nearest: {near}",
        ).fill(came=error.option_name, near=near)
    if kind == "MissingParameter":
        name = error.param.metavar or error.param.opts[0]
        return Text("{name} نیامده است", "{name} is missing").fill(name=name)
    return Text("فرمان خوانده نشد: {said}", "The call was not understood: {said}").fill(
        said=error.format_message()
    )


def _one_of(code: str, came: str | None, allowed: Sequence[str]) -> str | None:
    if came is None or came in allowed:
        return came
    raise BadInput.of(
        code,
        Text(
            "«{came}» پذیرفته نیست؛ یکی از این‌ها را بنویسید: {allowed}",
            "“{came}” is not accepted; write one of: {allowed}",
        ).fill(came=came, allowed=same(", ".join(allowed))),
    )


def _language(lang: str | None) -> None:
    _one_of("unknown_language", lang or None, ("fa", "en"))


def _screen(ctx: typer.Context, as_json: bool, lang: str | None) -> Screen:
    _language(lang)
    return replace(ctx.obj, as_json=as_json)
