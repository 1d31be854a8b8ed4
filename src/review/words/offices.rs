//! Texts of the pages beside queue and case.

use super::super::lang::Text;

pub const FIGURES: Text = Text::new("Figures", "统计");
pub const SINCE: Text = Text::new("From", "自");
pub const UNTIL: Text = Text::new("To", "至");
pub const T_PRECISION: Text = Text::new("Found where models pointed", "模型命中率");
pub const T_PRECISION_HINT: Text = Text::new("of what was opened", "占已查验案件");
pub const T_RANDOM: Text = Text::new("Found where drawn at random", "随机抽查命中率");
pub const T_RANDOM_HINT: Text = Text::new("what targeting is to beat", "布控须优于此基准");
pub const T_FOUND: Text = Text::new("Found / opened", "查获／查验");
pub const T_FOUND_HINT: Text = Text::new("cases", "件");
pub const T_SEIZED: Text = Text::new("Seized", "扣押");
pub const T_OVERDUE: Text = Text::new("Overdue", "逾期");
pub const T_OVERDUE_HINT: Text = Text::new("open cases", "待办案件");
pub const T_SECOND: Text = Text::new("Wait for a second person", "待复核");
pub const T_SECOND_HINT: Text = Text::new("proposals", "项");
pub const INTERVALS: Text = Text::new(
    "Shares stand with their 95 % interval (Clopper and Pearson): where few were opened, little is known.",
    "比率附 95% 置信区间（Clopper-Pearson）：查验件数少时，结论不确定。",
);
pub const NOTHING_OPENED: Text = Text::new("nothing opened yet", "尚无查验");
pub const NOTHING_DECIDED: Text = Text::new("Nothing was decided in this stretch.", "该时段内尚无决定。");
pub const BY_LANE: Text = Text::new("By lane", "按通道");
pub const BY_MODEL: Text = Text::new("By model", "按模型");
pub const BY_TYPOLOGY: Text = Text::new("By typology", "按手法");
pub const BY_SIGNAL: Text = Text::new("By strongest signal", "按首要指标");
pub const BY_OFFICER: Text = Text::new("By officer", "按关员");
pub const BY_OFFICE: Text = Text::new("By office", "按关区");
pub const R_DECIDED: Text = Text::new("Decided", "已结");
pub const R_INSPECTED: Text = Text::new("Opened", "查验");
pub const R_FOUND: Text = Text::new("Found", "查获");
pub const R_RATE: Text = Text::new("Share", "命中率");
pub const R_INTERVAL: Text = Text::new("95 % interval", "95% 区间");
pub const BACKLOG: Text = Text::new("Backlog", "待办积压");
pub const AGE_DAYS: Text = Text::new("Age, days", "时长（天）");
pub const OPEN_CASES: Text = Text::new("Open cases", "待办案件");
pub const PER_DAY: Text = Text::new("Decided a day", "每日结案");
pub const PER_DAY_TOLD: Text =
    Text::new("{first} to {last}, at most {most} a day", "{first} 至 {last}，单日最多 {most} 件");

pub const WARNINGS: Text = Text::new("Flow warnings", "流向预警");
pub const NO_BULLETIN: Text = Text::new("There is no bulletin yet.", "尚无预警公报。");
pub const NO_BULLETIN_HINT: Text = Text::new(
    "It is written each night; the operator names the nights' folder with --night-dir.",
    "公报每晚生成；请由运维人员以 --night-dir 指定夜间输出目录。",
);
pub const BULLETIN: Text = Text::new(
    "As of {evening}: {n} warnings. The threshold lets {false_alarms} false alarms a year pass over all corridors together.",
    "截至 {evening}：{n} 条预警。阈值设定为全部流向每年合计 {false_alarms} 次误报。",
);
pub const QUIET: Text = Text::new("Nothing rose beyond what chance does.", "未发现超出随机波动的增长。");
pub const HUB: Text = Text::new("transshipment hub", "转口枢纽");
pub const FELL: Text = Text::new("while {place} fell", "同期 {place} 下降");
pub const SINCE_DAY: Text = Text::new("Since", "起始");
pub const LINES_WEEK: Text = Text::new("Lines a week", "每周项数");
pub const USUAL: Text = Text::new("{n} usual", "通常 {n}");
pub const STRENGTH: Text = Text::new("Over the threshold", "超过阈值");
pub const BY_CHANCE: Text = Text::new("as strong by chance {n} times a year", "偶然达到此强度每年 {n} 次");
pub const ITS_CASES: Text = Text::new("Its open cases", "相关待办案件");
pub const WEEKS_TOLD: Text = Text::new(
    "{n} weeks, at most {most} lines a week; red since {onset}",
    "共 {n} 周，单周最多 {most} 项；{onset} 起标红",
);
pub const GAPS: Text = Text::new("What partners say arrived", "伙伴国统计差异");
pub const GAPS_HINT: Text = Text::new("A reason to ask, not a finding.", "仅为核查线索，并非结论。");

pub const MODELS: Text = Text::new("Models", "模型");
pub const MODELS_LEAD: Text = Text::new(
    "Which model speaks, and who decided it. Changes are made on the command line, by two persons.",
    "当前生效的模型及其决定人。变更须由两人在命令行完成。",
);
pub const NO_MODELS: Text =
    Text::new("No folder of models was named; the label-free risk speaks.", "未指定模型目录；当前使用无标签风险模型。");
pub const LOG_BROKEN: Text = Text::new("The log of the models cannot be believed", "模型日志校验失败");
pub const UNFINISHED: Text =
    Text::new("A decision was begun and broken off; it does not count.", "有一项决定中途中断，未生效。");
pub const M_MODEL: Text = Text::new("Model", "模型");
pub const M_PLACE: Text = Text::new("Place", "地位");
pub const M_TRAINED: Text = Text::new("Trained", "训练");
pub const M_ROWS: Text = Text::new("Lines from", "数据时段");
pub const M_LABELS: Text = Text::new("Outcomes", "标签数");
pub const M_STATE: Text = Text::new("Files", "文件");
pub const M_WHOLE: Text = Text::new("as they were written", "完整");
pub const M_DAMAGED: Text = Text::new("cannot be used:", "无法使用：");
pub const M_CHAMPION: Text = Text::new("speaks", "生效");
pub const M_SHADOW: Text = Text::new("listens", "影子运行");
pub const M_WAITING: Text = Text::new("waits", "待用");
pub const M_RETIRED: Text = Text::new("retired", "停用");
pub const M_LOG: Text = Text::new("Who decided", "决定记录");
pub const M_LOG_WHOLE: Text =
    Text::new("{n} entries, each checked against the hash of the one before.", "共 {n} 条，均已按前一条哈希校验。");
pub const M_WAS_TRAINED: Text = Text::new("trained", "训练");
pub const M_WAS_PROMOTED: Text = Text::new("promoted", "启用");
pub const M_WAS_ROLLED_BACK: Text = Text::new("went back to it", "回退至此");
pub const M_WAS_SHADOWED: Text = Text::new("set beside, unseen", "转为旁路试运行");
pub const M_WAS_RETIRED: Text = Text::new("retired", "停用");
pub const M_TRAINER: Text = Text::new("trainer", "训练人");
pub const M_APPROVER: Text = Text::new("approver", "批准人");
pub const M_OPERATOR: Text = Text::new("operator", "运行人");
pub const M_WHY: Text = Text::new("Why", "原因");
pub const M_METRICS: Text = Text::new("What was measured", "评估指标");

pub const AUDIT: Text = Text::new("Audit log", "审计日志");
pub const AUDIT_HEAD: Text = Text::new("{n} entries; the last one's SHA-256:", "共 {n} 条；末条 SHA-256：");
pub const VERIFY: Text = Text::new("Check the whole log", "校验整本日志");
pub const NO_ENTRIES: Text = Text::new("No entry meets these filters.", "没有符合条件的记录。");
pub const OLDER: Text = Text::new("Older", "更早");
pub const A_NUMBER: Text = Text::new("No.", "编号");
pub const A_AT: Text = Text::new("When", "时间");
pub const A_WHO: Text = Text::new("Who", "操作人");
pub const A_DEED: Text = Text::new("Deed", "操作");
pub const A_SUBJECT: Text = Text::new("On what", "对象");
pub const A_PROGRAM: Text = Text::new("program", "程序");
pub const A_WRITTEN: Text = Text::new("as written", "原始记录");
pub const A_DETAILS: Text = Text::new("Particulars", "详情");
pub const WHOLE: Text = Text::new(
    "The log is whole: {entries} entries follow from each other, and {rows} rows of state are as the log left them.",
    "日志完整：{entries} 条记录前后相承，{rows} 行状态与日志一致。",
);
pub const NOT_WHOLE: Text = Text::new(
    "The log is not as it was written. {entries} entries and {rows} rows were read.",
    "日志与写入时不一致。已读取 {entries} 条记录与 {rows} 行状态。",
);
pub const NOT_WHOLE_HINT: Text = Text::new(
    "Keep the file as it is, put back the last good copy beside it, and ask who had access.",
    "请保留现有文件，另行恢复最近的完好副本，并核查访问人员。",
);
pub const ANCHOR: Text = Text::new(
    "Held against entry {n}, which was kept outside of the database.",
    "已与数据库外保存的第 {n} 条记录核对。",
);
pub const NO_ANCHOR: Text = Text::new(
    "No entry kept outside of the database was at hand: cutting off the end would not show. Keep the hash above elsewhere.",
    "未提供数据库外保存的记录：末尾截断将无法发现。请将上述哈希另行保存。",
);

pub const EXCEPTIONS: Text = Text::new("Exceptions", "例外名单");
pub const EXCEPTIONS_LEAD: Text = Text::new(
    "What is known honest. Cases that fall under it are marked from the next night on, never dropped.",
    "已知守法情形。自下一夜起相关案件仅作标注，不会剔除。",
);
pub const IN_FORCE: Text = Text::new("In force", "有效");
pub const ENDED: Text = Text::new("Ended", "已结束");
pub const NO_EXCEPTIONS: Text = Text::new("None.", "无。");
pub const X_NEW: Text = Text::new("Say that something is known honest", "新增例外");
pub const X_HINT: Text = Text::new(
    "Name an exporter or a consignee; all that is named must hold at once. It ends by itself on its day.",
    "须填写出口商或收货人；所填条件须同时满足。到期自动失效。",
);
pub const X_SCOPE: Text = Text::new("About", "范围");
pub const X_EXPORTER: Text = Text::new("Exporter's number", "出口商编号");
pub const X_CONSIGNEE: Text = Text::new("Consignee", "收货人");
pub const X_CODE: Text = Text::new("Code begins with", "商品编码前缀");
pub const X_MINERAL: Text = Text::new("Mineral", "矿产");
pub const X_SIGNAL: Text = Text::new("Strongest signal", "首要指标");
pub const X_WHY: Text = Text::new("Why", "理由");
pub const X_BY: Text = Text::new("By", "提出人");
pub const X_UNTIL: Text = Text::new("Until", "有效期至");
pub const X_CASES: Text = Text::new("Cases marked", "已标注案件");
pub const X_END: Text = Text::new("End it", "终止");
pub const X_ENDED_BY: Text = Text::new("ended by {user} at {at}", "{user} 于 {at} 终止");
pub const X_ADD: Text = Text::new("Add", "新增");

pub const USERS: Text = Text::new("Users", "用户");
pub const U_STATE: Text = Text::new("State", "状态");
pub const U_LAST: Text = Text::new("Last login", "最近登录");
pub const U_CHANGE: Text = Text::new("Change", "更改");
pub const U_ENABLED: Text = Text::new("enabled", "启用");
pub const U_DISABLED: Text = Text::new("disabled", "停用");
pub const U_LOCKED: Text = Text::new("locked", "锁定");
pub const U_MUST: Text = Text::new("has to choose a password", "须更换密码");
pub const U_NEVER: Text = Text::new("never", "从未");
pub const U_NEW: Text = Text::new("Add a user", "新增用户");
pub const U_ADD: Text = Text::new("Add", "新增");
pub const U_SAVE: Text = Text::new("Change role and offices", "更改角色与关区");
pub const U_PASSWORD: Text = Text::new("Set the password", "重设密码");
pub const U_ENABLE: Text = Text::new("Enable", "启用");
pub const U_DISABLE: Text = Text::new("Disable", "停用");
pub const U_OFFICES_HINT: Text =
    Text::new("Offices with commas between; empty for all.", "多个关区以逗号分隔；留空为全部。");
pub const U_FIRST: Text = Text::new("It has to be changed at the first login.", "首次登录时须更换密码。");
