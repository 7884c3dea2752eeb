"""Jinja environments: one prints HCL, one pipelines, one Markdown; all sandboxed and strict."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from aiarch.errors import AiarchError, InputError, Location
from aiarch.render import markdown
from aiarch.render.compiled import compiled_templates
from aiarch.render.hcl import literal
from aiarch.render.scalar import bare, scalar

PIPELINE_MARKS = MappingProxyType(
    {
        "variable_start_string": "[=",
        "variable_end_string": "=]",
        "comment_start_string": "[#",
        "comment_end_string": "#]",
    }
)
_BLANK_LINES = re.compile(r"\n{3,}")


class Templates:
    """Templates of all packs, the last pack's first; a missing name is an error with template and line."""

    def __init__(self, jinja: jinja2.Environment) -> None:
        self._jinja = jinja
        self._loaded: dict[str, jinja2.Template] = {}

    def print(self, name: str, context: Mapping[str, Any]) -> bytes:
        """Return one file: at most one blank line in a row, no trailing blanks, one final newline.

        Raises:
            InputError: the template is missing, malformed, or reads what is not there.
        """
        try:
            template = self._loaded.get(name)
            if template is None:
                template = self._loaded[name] = self._jinja.get_template(name)
            text = template.render(context)
        except jinja2.TemplateNotFound as error:
            raise _fault(
                f"no pack has the template {error.name}", *_raised_at(error, name)
            ) from None
        except jinja2.TemplateSyntaxError as error:
            raise _fault(str(error.message), error.name or name, error.lineno) from None
        except jinja2.TemplateError as error:
            raise _fault(str(error.message), *_raised_at(error, name)) from None
        except AiarchError as error:
            if error.at is not None:
                raise
            raise InputError(
                error.message,
                code=error.code,
                at=Location(*_raised_at(error, name)),
                hint=error.hint,
            ) from None
        return (_BLANK_LINES.sub("\n\n", text).strip("\n") + "\n").encode()


def environment(
    folders: tuple[Path, ...],
    cache: Path | None = None,
    **words: Any,  # noqa: ANN401 - template globals
) -> Templates:
    """Return templates that print HCL: every `{{ value }}` goes through the encoder."""
    return _templates(folders, compiled_templates(cache, "hcl"), literal, {}, words)


def pipeline_environment(
    folders: tuple[Path, ...],
    cache: Path | None = None,
    **words: Any,  # noqa: ANN401 - template globals
) -> Templates:
    """Return templates that print pipelines: every `[= value =]` goes through the encoder.

    Values stand in `[= =]`, comments in `[# #]`: `{{ }}` is an expression of GitHub and Azure, `{#` a length in bash.
    """
    return _templates(
        folders,
        compiled_templates(cache, "pipeline"),
        scalar,
        {"bare": bare},
        words,
        PIPELINE_MARKS,
    )


def text_environment(
    folders: tuple[Path, ...],
    cache: Path | None = None,
    **words: Any,  # noqa: ANN401 - template globals
) -> Templates:
    """Return templates that print Markdown, with filters for values: `md`, `cell`, `code`, and `quoted` for YAML."""
    filters: dict[str, Callable[..., str]] = {
        "md": markdown.md,
        "cell": markdown.cell,
        "code": markdown.code,
        "quoted": json.dumps,
    }
    return _templates(folders, compiled_templates(cache, "text"), None, filters, words)


def _templates(
    folders: tuple[Path, ...],
    compiled: jinja2.BytecodeCache | None,
    finalize: Callable[..., Any] | None,
    filters: Mapping[str, Callable[..., Any]],
    words: Mapping[str, Any],
    marks: Mapping[str, str] = MappingProxyType({}),
) -> Templates:
    jinja = ImmutableSandboxedEnvironment(
        **marks,
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(str(f)) for f in folders]),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        # Nothing here is HTML: values are made inert by the encoder and by the Markdown filters.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=compiled,
        # Each template is printed a few times per run: folding its constants costs more than it saves.
        optimized=False,
    )
    jinja.filters.update(filters)
    jinja.globals.update(words)
    return Templates(jinja)


def _raised_at(error: BaseException, name: str) -> tuple[str, int]:
    """Return the template and line an error came from; Jinja rewrites tracebacks to template places."""
    place = (name, 0)
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            place = (Path(file).as_posix().rpartition("/templates/")[2], trace.tb_lineno)
        trace = trace.tb_next
    return place


def _fault(message: str, template: str, line: int) -> InputError:
    return InputError(
        message,
        code="TPL001",
        at=Location(f"templates/{template}", line or 0),
        hint="fix the template, or the pack it comes from",
    )
