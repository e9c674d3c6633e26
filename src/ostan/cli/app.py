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

PLANNED = (*NOUNS, "all", "sessions")
"""What can be planned."""
PRESETS = ("alone", "decree", "bill", "free")
"""What a plan of councils can count on; see `ostan.plan.goals.PRESETS`."""

SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE")]
OtherArgument = Annotated[str | None, typer.Argument(metavar="OTHER")]
TargetArgument = Annotated[Path, typer.Argument(metavar="TARGET")]
NounArgument = Annotated[str | None, typer.Argument(metavar="|".join(NOUNS))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE")]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR")]
OutTarget = Annotated[Path, typer.Option("--out", metavar="TARGET")]
Form = Annotated[str, typer.Option("--as", metavar="|".join(FORMATS))]
PlannedNoun = Annotated[str, typer.Argument(metavar="|".join(PLANNED))]
Reforms = Annotated[list[Path], typer.Argument(metavar="REFORM...")]
ReformOption = Annotated[list[Path] | None, typer.Option("--reform", metavar="REFORM")]
Why = Annotated[list[str] | None, typer.Option("--why", metavar="A,B")]
WhyNot = Annotated[list[str] | None, typer.Option("--why-not", metavar="A,B")]
Alternatives = Annotated[int, typer.Option("--alternatives", metavar="K", min=0, max=20)]
Locks = Annotated[bool, typer.Option("--locks")]
Effort = Annotated[bool, typer.Option("--effort")]
Earlier = Annotated[Path | None, typer.Option("--from", metavar="PLAN.json")]
Hours = Annotated[str | None, typer.Option("--hours", metavar="8-14")]
Rooms = Annotated[list[str] | None, typer.Option("--room", metavar="NAME:SEATS")]
Quiet = Annotated[list[str] | None, typer.Option("--quiet", metavar="POST")]
Marked = Annotated[Path | None, typer.Option("--marked", metavar="OUT.xlsx")]
AsReform = Annotated[bool, typer.Option("--reform")]
Year = Annotated[int | None, typer.Option("--year", metavar="YEAR", min=1300, max=1500)]
GoalsFile = Annotated[Path | None, typer.Option("--goals", metavar="GOALS.toml")]
Preset = Annotated[str | None, typer.Option("--preset", metavar="|".join(PRESETS))]
Seconds = Annotated[float, typer.Option("--time", metavar="SECONDS", min=0.1)]
Gap = Annotated[float, typer.Option("--gap", metavar="SHARE", min=0.0, max=1.0)]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0)]
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
    reform: AsReform = False,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Write a template or a copy."""
    screen = _screen(ctx, as_json, lang)
    if reform:
        from ostan.cli.new import new_reform

        return new_reform(screen, target, template, map, force)
    from ostan.cli.new import new as work

    return work(screen, target, template, map, force)


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


def plan(
    ctx: typer.Context,
    source: SourceArgument,
    noun: PlannedNoun = "councils",
    place: Place = None,
    goals: GoalsFile = None,
    preset: Preset = None,
    time: Seconds = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    why: Why = None,
    why_not: WhyNot = None,
    alternatives: Alternatives = 0,
    locks: Locks = False,
    effort: Effort = False,
    earlier: Earlier = None,
    year: Year = None,
    hours: Hours = None,
    room: Rooms = None,
    quiet: Quiet = None,
    out: Out = None,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Plan the best change within the rules."""
    screen = _screen(ctx, as_json, lang)
    chosen = _one_of("unknown_noun", noun, PLANNED)
    _one_of("unknown_preset", preset, PRESETS)
    from ostan.cli.answers import NOT_OF_COUNCILS, NOT_OF_SESSIONS, Asked
    from ostan.cli.plan import Limits

    limits = Limits(time, gap, seed)
    pairs = (*(why or ()), *(why_not or ()))
    asked = Asked(pairs, alternatives, locks, effort, earlier)
    if chosen == "sessions":
        if asked != Asked():
            raise BadInput.of("wrong_call", NOT_OF_SESSIONS)
        from ostan.cli.timetable import Stated, timetable

        stated = Stated(goals, hours, tuple(room or ()), tuple(quiet or ()))
        return timetable(screen, source, place, year, stated, limits, out, as_of, map, force)
    if hours or room or quiet:
        raise BadInput.of("wrong_call", NOT_OF_COUNCILS)
    if chosen not in (None, "councils"):
        if asked != Asked():
            raise BadInput.of("wrong_call", NOT_OF_SESSIONS)
        from ostan.cli.nouns import planned

        return planned(screen, source, chosen, place, goals, preset, limits, out, as_of, map, force)
    from ostan.cli.plan import plan as work

    return work(screen, source, place, goals, preset, limits, asked, out, as_of, map, force)


def apply(
    ctx: typer.Context,
    source: SourceArgument,
    reforms: Reforms,
    out: OutTarget,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Apply reforms to a country."""
    from ostan.cli.apply import apply as work

    return work(_screen(ctx, as_json, lang), source, reforms, out, as_of, map, force)


def compare(
    ctx: typer.Context,
    source: SourceArgument,
    other: OtherArgument = None,
    reform: ReformOption = None,
    out: Out = None,
    marked: Marked = None,
    place: Place = None,
    goals: GoalsFile = None,
    preset: Preset = None,
    time: Seconds = 60.0,
    gap: Gap = 0.0,
    seed: Seed = 0,
    as_of: AsOf = None,
    map: Map = None,
    force: Force = False,
    as_json: AsJson = False,
    lang: Language = None,
) -> int:
    """Compare two countries, report one, or evaluate a list of changes."""
    screen = _screen(ctx, as_json, lang)
    _one_of("unknown_preset", preset, PRESETS)
    if reform:
        if other is not None:
            raise BadInput.of("wrong_call", ONE_OR_THE_OTHER)
        from ostan.cli.evaluate import evaluate
        from ostan.cli.plan import Limits

        limits = Limits(time, gap, seed)
        return evaluate(
            screen, source, reform, out, marked, place, goals, preset, limits, as_of, map, force
        )
    if marked is not None:
        raise BadInput.of("wrong_call", MARKED_OF_LIST)
    from ostan.cli.compare import compare as work

    return work(screen, source, other, out, place, as_of, map, force)


ONE_OR_THE_OTHER = Text(
    "یا کشور دوم را بدهید یا --reform را، نه هر دو را",
    "Give a second country or --reform, not both",
)

MARKED_OF_LIST = Text(
    "--marked فهرستی را پس می‌دهد که با --reform آمده است",
    "--marked gives back a list that came with --reform",
)


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
    "plan": plan,
    "apply": apply,
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
