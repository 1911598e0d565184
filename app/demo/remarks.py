"""What people write beside a step: short, and the same few sentences again and again, as in a real hall."""

FINISHED = (
    "已安排人员到场处理，现场恢复正常。",
    "已清理完毕，请核查。",
    "已维修更换，恢复使用。",
    "已劝导整改，当事人自行清理。",
    "已处理，附处置后照片。",
    "经现场调解，双方达成一致。",
)
RETURNED = (
    "经核实，该处不属我单位管理范围，建议重新派遣。",
    "权属不清，需现场会商确认。",
    "该部件权属为其他单位，请改派。",
    "地点不在我辖区。",
)
LATER = ("需购置配件，申请延期。", "连日降雨无法施工，申请延期。", "涉及多户协调，申请延期。")
SHELVED_PARTS = (
    "冬季无法施工，申请挂账，来年实施。",
    "涉及管网改造工程，申请挂账。",
    "产权单位已注销，待研究，申请挂账。",
)
SHELVED_EVENTS = (
    "当事人暂时无法联系，申请挂账。",
    "已进入司法程序，待结果后办理，申请挂账。",
    "涉及多部门研究，待会商结论，申请挂账。",
)
UNTRUE = (
    "现场核实未发现所述问题。",
    "图像误报，画面无问题。",
    "内容不具体且无法联系来电人。",
    "不属于本区职责范围，已告知。",
)
ANSWERED = ("已安排人员，今日内办结。", "已列入本周计划，处置后反馈。", "现场已处理，正在复核。")
REJECTED = ("lighting", "not_ours", "unclear", "handled", "duplicate", "lighting", "not_ours")
NOT_DONE = ("现场仍有残留，未达结案标准。", "问题未完全解决，返工。", "修复不牢固，再次损坏。")
CALLED = ("已电话联系单位值班人员，答复正在前往。", "电话无人接听，稍后再拨。", "回访来电人，表示问题仍未解决。")
CONFIRMED = "已到现场核实，情况属实。"
RESTORED = "现场已恢复，同意结案。"
NOT_FILED = "不符合立案条件，已答复。"
_WHY = {
    RETURNED[0]: "not_our_area",
    RETURNED[1]: "needs_several",
    RETURNED[2]: "wrong_owner",
    RETURNED[3]: "not_our_area",
    LATER[0]: "material",
    LATER[1]: "weather",
    LATER[2]: "cooperation",
    SHELVED_PARTS[0]: "season",
    SHELVED_PARTS[1]: "engineering",
    SHELVED_PARTS[2]: "no_owner",
    SHELVED_EVENTS[0]: "party_away",
    SHELVED_EVENTS[1]: "legal",
    SHELVED_EVENTS[2]: "policy",
    UNTRUE[0]: "not_found",
    UNTRUE[1]: "not_found",
    UNTRUE[2]: "unclear",
    UNTRUE[3]: "out_of_scope",
    NOT_FILED: "below_condition",
}


def why(remark: str) -> dict[str, str]:
    """Return a remark as what is told with an operation: the words, and the code of the reason they give."""
    return {"note": remark} | ({"reason_code": _WHY[remark]} if remark in _WHY else {})
