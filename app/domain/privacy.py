"""What in a free text points to a person, made unreadable: numbers, net addresses, plates, and names that say so.

Recognised: telephone, identity card, bank card and other long numbers, also spaced, full width or in Chinese digits;
mail addresses; WeChat and QQ names that are called so; car plates; a name after a label (`联系人：`), after 我叫, and
a surname before 先生, 女士 and the like. Not recognised: a name that stands in a sentence without any of these,
nicknames, and who lives at an address, which is needed to find the place.
"""

import re

HIDDEN = "***"
_MAIL = re.compile(r"(?<![A-Za-z0-9_.+\-])[A-Za-z0-9_.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_LONG = re.compile(
    r"(?<![0-9A-Za-z])(?!(?:19|20)\d\d-\d\d?-\d\d?(?!\d))[+＋]?\d(?:[ \-.·—–_]?\d){6,}[Xx]?(?![0-9A-Za-z])"
)
_SPELT = re.compile(r"[零〇○一二三四五六七八九幺两]{7,}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\-. ]?[A-HJ-NP-Z0-9]{4,5}"
    r"[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])"
)
_ACCOUNT = re.compile(r"((?:微信|QQ|qq|Qq|WeChat|wechat)号?(?:是|为|[:：])?\s*)[A-Za-z0-9_\-]{5,20}")
_LABEL = (
    "姓名|联系人|诉求人|来电人|举报人|投诉人|反映人|申请人|报案人|报修人|当事人|求助人|户主|业主|机主|车主|经办人|负责人"
    "|收件人|name|contact"
)
_LABELLED = re.compile(
    rf"((?:{_LABEL})(?:姓名|名字)?\s*(?:[:：=]|为|是|叫)\s*)"
    r"(?:[\u3400-\u9fff]{1,8}·[\u3400-\u9fff]{1,8}|[\u3400-\u9fff]{1,2}[ \u3000][\u3400-\u9fff]{1,2}(?![\u3400-\u9fff])"
    r"|[\u3400-\u9fff]{2,4}(?![\u3400-\u9fff])|[\u3400-\u9fff]{2,3}"
    r"|[A-Za-z][A-Za-z.'\-]*(?:[ ·][A-Za-z][A-Za-z.'\-]*){0,3})",
    re.IGNORECASE,
)
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计"
    "伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房"
    "裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧谷车侯宓蓬全班仰"
    "秋仲伊宫宁仇栾暴甘厉祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳"
    "逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国"
    "文寇广禄阙东欧利师巩聂关荆闫肖付代岳尧靖苑"
)
_CALLED = re.compile(rf"((?:我|本人|名字|他|她)叫(?:做|作)?\s*|本人系\s*)[{_SURNAMES}][\u3400-\u9fff]{{1,2}}")
_POLITE = re.compile(
    rf"[{_SURNAMES}][\u3400-\u9fff]?(?=(?:某{{1,2}})?(?:先生|女士|小姐|太太|师傅|大爷|大妈|阿姨|老师|同志))"
)


def unnamed(text: str, *known: str) -> str:
    """Return a text without what points to a person, as far as it can be recognised. `known` are words to hide besides.

    Each is replaced by `***`; labels and courtesies stay, so that the sentence can still be read.
    """
    for word in known:
        if len(word) > 1:
            text = text.replace(word, HIDDEN)
    text = _ACCOUNT.sub(rf"\1{HIDDEN}", text)
    for pattern in (_MAIL, _PLATE, _LONG, _SPELT):
        text = pattern.sub(HIDDEN, text)
    for pattern in (_LABELLED, _CALLED):
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return _POLITE.sub(HIDDEN, text)
