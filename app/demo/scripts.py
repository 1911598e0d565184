"""What does not happen by chance in a demo city: a burst main with all that follows, a dispute, a leak of gas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.operator import Role


@dataclass(frozen=True, slots=True)
class Line:
    """One thing done to a case. `at` is when (see `Script`), `post` whose hand it is: of the hall, of the field, or
    the unit's that has the case. `unit` is the short key of the unit it is about; `shots` how many pictures come."""

    at: float
    operation: str
    post: str
    note: str = ""
    unit: str = ""
    shots: int = 0
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """One case as it is to go. Its lines stand at so many hours after the report, or, `until_now`, at shares of the
    time between the report and the present. `after` is when it is reported, as a share of the time since its lead."""

    matter: str
    sources: tuple[str, ...]
    what: str
    lines: tuple[Line, ...]
    until_now: bool = True
    after: float = 0.0
    five: Mapping[str, str] = field(default_factory=dict)


_ANYBODY, _CALLERS = ("patrol", "hotline"), ("hotline",)
_A, _L, _D, _U, _C = Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.UNIT, Role.COLLECTOR
_LONG = {"limit_value": 24, "limit_unit": "hour"}


def _sent(unit: str, at: float, **limit: Any) -> tuple[Line, ...]:
    """The road to a unit, up to a share or an hour."""
    return (
        Line(at * 0.3, "accept", _A),
        Line(at * 0.6, "file", _L),
        Line(at, "dispatch", _D, unit=unit, args=limit),
    )


def _tied(at: float) -> Line:
    return Line(at, "tie", _A, "同一起供水管爆裂引发，关联处置。")


BURST = Script(
    "event-0402", _CALLERS, "供水主管爆裂，水柱约两米高，路面大面积跑水",
    (
        Line(0.01, "report_up", _A, "已电话报送。", args={"stage": "first_phone", "to": "市应急指挥中心"}),
        *_sent("gongshui", 0.025, **_LONG),
        Line(0.035, "sign", _U),
        Line(0.04, "declare_incident", _L, "多处积水、停水同时上报，列为重大事件统一处置。"),
        Line(0.05, "assist", _D, "请到场封控路段、疏导交通。", args={"units": ("shizheng", "jiaojing")}),
        Line(0.06, "report_up", _A, "已书面报送。", args={"stage": "first_written", "to": "市应急指挥中心"}),
        Line(0.07, "arrive", _U, "抢修人员到场，正在关阀。"),
        Line(0.14, "note", _A, "上下游阀门已关闭，沿线约六百户停水；供水车两辆已到小区门口。"),
        Line(0.30, "assist_done", _U, "半幅封闭，车辆已绕行。", unit="jiaojing"),
        Line(0.52, "note", _L, "开挖完成，正在更换管段，预计六小时内恢复供水。"),
        Line(0.74, "report_up", _A, "抢修进展续报。", args={"stage": "follow_up", "to": "市应急指挥中心"}),
    ),
    five={"casualties": "无人员伤亡，沿线约六百户停水", "actions": "已通知供水公司关阀抢修，交警到场疏导"},
)  # fmt: skip

AFTERMATH = (
    Script(
        "event-0406", _ANYBODY, "供水管爆裂后路面积水约二十公分，已有车辆熄火",
        (
            *_sent("paishui", 0.06), _tied(0.08), Line(0.10, "sign", _U),
            Line(0.62, "urge", _A, "已超时限，请加派抽排泵。"),
            Line(0.64, "call_note", _A, "值班人员答复：第二台泵车正在途中。", args={"phone": "", "result": "answered"}),
        ),
        after=0.05,
    ),
    Script(
        "event-0104", _ANYBODY, "跑水冲出泥沙，路面泥泞",
        (
            *_sent("huanwei", 0.06), _tied(0.08), Line(0.10, "sign", _U),
            Line(0.30, "finish", _U, "泥沙已清扫冲洗，路面恢复整洁。", shots=1), Line(0.34, "send_check", _A),
            Line(0.48, "check_pass", _C, "现场已恢复，同意结案。"), Line(0.52, "close", _L),
        ),
        after=0.10,
    ),
    Script(
        "part-0210", _ANYBODY, "控制箱进水，路口信号灯黑灯",
        (
            *_sent("jiaojing", 0.05), _tied(0.07), Line(0.09, "sign", _U),
            Line(0.26, "finish", _U, "控制箱已更换，信号灯恢复。", shots=1), Line(0.75, "send_check", _A),
        ),
        after=0.16,
    ),
    Script(
        "event-0401", _ANYBODY, "路面下沉约二十公分，水流冲刷路基",
        (
            *_sent("shizheng", 0.06, **_LONG), _tied(0.09), Line(0.12, "sign", _U),
            Line(0.7, "request_extend", _U, "须待供水管修复后回填，申请延期。",
                 args={"reason_code": "cooperation", "value": 1, "unit": "work_day"}),
        ),
        after=0.24,
    ),
    Script(
        "event-2102", _CALLERS, "整栋楼突然停水，家中有老人和孩子",
        (*_sent("gongshui", 0.12), _tied(0.16), Line(0.3, "sign", _U)),
        after=0.34,
    ),
    Script(
        "event-0404", _CALLERS, "泥浆倒灌，雨水口堵死，水往院里流",
        (
            *_sent("paishui", 0.2), _tied(0.26),
            Line(0.9, "return", _U, "堵塞由路面施工泥浆造成，该段雨水口由市政所养护。",
                 args={"reason_code": "wrong_owner"}),
        ),
        after=0.46,
    ),
    Script(
        "event-2102", _CALLERS, "水压很低，六楼用不上水，问何时恢复",
        (*_sent("gongshui", 0.55), _tied(0.66)),
        after=0.62,
    ),
)  # fmt: skip

_SAID = (
    ("dianxin", "该井为原联合建设，产权已移交，我方线缆已迁出。"),
    ("yidong", "井内无我方线缆。"),
    ("liantong", "井内现有线缆为我方在用。"),
    ("shizheng", "井周路面由我所养护，井盖井圈不在养护清单。"),
)
_CONCLUDED = "在用单位负责：由联通公司更换井盖井圈，并负责今后养护。"
DISPUTE = Script(
    "part-0107", ("patrol",), "通信井盖破损下沉，夜间有人绊倒",
    (
        *_sent("dianxin", 1.0),
        Line(6.0, "return", _U, "该井不是我公司产权，请核实其他通信单位。", args={"reason_code": "wrong_owner"}),
        Line(7.0, "dispatch", _D, "现场井盖无标识，派移动公司核实。", unit="yidong"),
        Line(26.0, "return", _U, "经开井查看，井内无我公司线缆。", args={"reason_code": "not_ours"}),
        Line(28.0, "conference_call", _D, "两家单位先后退回，权属不清，召集会商。", args={"letter": {
            "subject": "关于通信井盖权属的会商通知",
            "body": "该井盖先后派遣两家单位均被退回。请各通信单位和市政所携井位资料到场会商，明确权属和处置责任。",
        }}),
        Line(72.0, "conference_hold", _D, _CONCLUDED, unit="liantong", args={
            "attended": _SAID,
            "ruling": {"basis": "现场会商纪要"},
            "letter": {"subject": "通信井盖权属会商纪要", "body": "现场开井查验，核对各单位井位资料。"},
        }),
        Line(73.0, "dispatch", _D, "按会商纪要派遣。", unit="liantong",
             args={"limit_value": 10, "limit_unit": "work_day"}),
        Line(75.0, "sign", _U),
    ),
    until_now=False,
)  # fmt: skip

PENDING = Script(
    "event-0404", _CALLERS, "污水从检查井往外冒，院内外管道说不清归谁",
    (
        *_sent("paishui", 0.8),
        Line(3.0, "return", _U, "堵点在小区红线内，不属我公司管网。", args={"reason_code": "not_ours"}),
        Line(4.0, "dispatch", _D, "物业称堵点在市政管道，派市政所核实。", unit="shizheng"),
        Line(16.0, "return", _U, "排水检查井不在我所养护范围，建议会商。", args={"reason_code": "needs_several"}),
        Line(18.0, "conference_call", _D, "已两次退回，权属不清，召集会商。", args={"letter": {
            "subject": "关于污水管道权属的会商通知",
            "body": "该处污水外溢先后派遣两家单位均被退回。请排水公司、市政所和物业携管线资料到场会商。",
        }}),
    ),
    until_now=False,
)  # fmt: skip

NEIGHBOUR = Script(
    "part-0107", _ANYBODY, "通信井盖松动，车辆碾压有响声",
    (Line(0.3, "accept", _A), Line(0.75, "file", _L)),
)  # fmt: skip

LEAK = Script(
    "event-0403", _ANYBODY, "施工挖断燃气管道，气味很大，周边商户已自行撤出",
    (
        Line(0.05, "report_up", _A, "已电话报送。", args={"stage": "first_phone", "to": "市应急指挥中心"}),
        *_sent("ranqi", 0.12),
        Line(0.15, "start_response", _L, "启动四级响应：封控半径一百米，疏散沿街商户。", args={"level": "4"}),
        Line(0.2, "sign", _U),
        Line(0.4, "arrive", _U, "抢修人员到场，正在关阀。"),
        Line(0.5, "report_up", _A, "已书面报送。", args={"stage": "first_written", "to": "市应急指挥中心"}),
        Line(0.9, "finish", _U, "阀门已关闭，管道接口更换完毕，检测无泄漏。", shots=1),
        Line(1.6, "end_response", _L, "检测无泄漏，封控解除，商户恢复营业。"),
        Line(1.8, "send_check", _A),
        Line(2.6, "check_pass", _C, "现场已恢复，同意结案。"),
        Line(2.8, "report_up", _A, "处置情况终报。", args={"stage": "final", "to": "市应急指挥中心"}),
        Line(3.0, "close", _L),
    ),
    until_now=False,
    five={"casualties": "无人员伤亡", "actions": "商户已撤出，施工已停止"},
)  # fmt: skip
