"""Why a backup or a restore was not done."""

from server.core.problems import Problem


class NotWritten(Problem):
    code = "507.90"
    title = "备份没有完成，没有留下半份"


class BackupRunning(Problem):
    code = "409.92"
    title = "这个目录里正在进行另一次备份"


class OtherVersion(Problem):
    code = "409.93"
    title = "数据库与程序的版本不一致"


class NotABackup(Problem):
    code = "422.90"
    title = "这个文件夹不是一份完整的备份"


class Damaged(Problem):
    code = "422.91"
    title = "这份备份没有通过核对"


class NotEmpty(Problem):
    code = "409.94"
    title = "目标数据库里已有内容，不会覆盖"


class NotRestored(Problem):
    code = "507.91"
    title = "恢复没有完成"
