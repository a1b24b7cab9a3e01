"""What the engine itself says about a command, in words for people; codes are never reused."""

from sync.protocol import Trouble

UNREADABLE = Trouble("422.01", "这条记录读不懂", "手机发来的内容不完整，已原样保存，等待人工处理。")
UNKNOWN = Trouble("422.02", "服务器还不认识这种记录", "已原样保存，系统升级后会自动处理。")
POISON = Trouble("500.01", "处理这条记录时出错", "已原样保存并通知管理员，不影响其他记录。")
BLOCKED = Trouble(
    "409.01", "前面的记录还没有处理好", "同一事项前一条记录待复核，处理后本条再继续。"
)
REPLACED = Trouble(
    "409.06",
    "这台手机已由新的登记代替",
    "代替之后才送到的记录已原样保存，请核对是否已经在新手机上重新记录。",
)
BADLY_SIGNED = Trouble(
    "403.200",
    "有一条记录的签名对不上，没有收下",
    "记录还在手机里，手机会重新签名再送；一直这样请联系管理员。",
)
UNSIGNED = Trouble(
    "403.201",
    "有一条记录没有这台手机的签名，没有收下",
    "记录还在手机里，手机会签好再送；一直这样请联系管理员。",
)
KEY_REVOKED = Trouble(
    "403.202",
    "签名用的密钥已经作废",
    "内容已原样保存，请核对是不是本人填写的，再决定是否采用。",
)
FORKED = Trouble(
    "409.200",
    "这台手机的资料被复制到了别处，先由人核对",
    "两边的记录都已原样保存。请联系分局长：核对哪一台是本人的手机，再逐条决定是否采用。",
)
LOST_UNREADABLE = Trouble(
    "422.04", "手机上有一条记录损坏，读不出来", "内容没有送到局里，请向本人核实后补记。"
)
LOST_TOO_LARGE = Trouble(
    "422.05", "手机上有一条记录太大，送不出来", "内容还在手机里，请联系管理员取出。"
)


def lost_entry(reason: object) -> Trouble:
    """Return the words for an entry that the phone gave up (docs/protocol.md §6, `lost`)."""
    return LOST_TOO_LARGE if reason == "too_large" else LOST_UNREADABLE


def lost_store(first: int, last: int) -> Trouble:
    """Return the words for the commands `first` to `last` that went with a phone's store."""
    which = f"第 {first} 条" if first == last else f"第 {first}–{last} 条"
    return Trouble(
        "410.01",
        f"{which}未收到，手机资料已丢失",
        f"旧手机上有 {last - first + 1} 条记录没有送到局里，请向本人核实后补记。",
    )
