"""The page of the handbook that shows the flow of a case: diagram, operations, approvals, from the rules themselves."""

from collections.abc import Iterable, Sequence

from app.domain.case import diagram
from app.domain.rules import Rules
from app.text import _
from app.words import word


def flow_page(rules: Rules) -> str:
    """Return the page as Markdown in the language in use; a hall's own ruleset gives the hall's own page."""
    parts = [
        _("# 案件流程"),
        _("本页由规则表生成：`hall case flow`。改规则后重新生成即可，不要手工修改。"),
        _("## 状态图"),
        f"```mermaid\n{diagram.mermaid(word)}\n```",
        _("## 操作"),
        _table((_("操作"), _("可用状态"), _("到"), _("必填"), _("岗位")), diagram.power_rows(rules, word)),
        _("## 审批链"),
        _table((_("申请"), _("依次审批")), diagram.chain_rows(rules, word)),
        _("## 环节"),
        _table((_("状态"), _("环节")), diagram.stage_rows(word)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
