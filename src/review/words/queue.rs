//! Texts of the queue.

use super::super::lang::Text;

pub const TITLE: Text = Text::new("Queue", "案件列表");
pub const CASES: Text = Text::new("{n} cases", "{n} 件");
pub const FILTERS: Text = Text::new("Filters", "筛选");
pub const CLEAR: Text = Text::new("Clear all", "清除全部");
pub const REMOVE: Text = Text::new("Remove filter {what}", "移除筛选：{what}");
pub const NONE: Text = Text::new("No case meets these filters.", "没有符合条件的案件。");
pub const NONE_HINT: Text =
    Text::new("Take a filter away, or look among the decided cases too.", "请减少筛选条件，或同时查看已结案件。");
pub const NO_NIGHT: Text = Text::new("No case is open. Cases are opened each night.", "暂无待办案件。案件于每晚开立。");
pub const DECIDED_TOO: Text = Text::new("Decided cases that match: {n}.", "已结案件中有 {n} 件相符。");
pub const LINES_FOUND: Text = Text::new("Declared lines whose number begins so", "单号相符的申报记录");
pub const IN_NO_CASE: Text = Text::new("in no case", "未立案");
pub const IN_CASE: Text = Text::new("case {id}", "案件 {id}");
pub const WITH_DECIDED: Text = Text::new("Look among decided cases too", "同时查看已结案件");
pub const MINE: Text = Text::new("In my hand", "我的案件");
pub const UNASSIGNED: Text = Text::new("In nobody's hand", "未领取");
pub const OVERDUE: Text = Text::new("Overdue", "逾期");
pub const FOUR_EYES: Text = Text::new("Wait for a second person", "待复核");
pub const WITHOUT: Text = Text::new("none", "无");
pub const MORE: Text = Text::new("{n} more", "其余 {n} 项");
pub const APPLY: Text = Text::new("Apply", "应用");

pub const F_STATE: Text = Text::new("State", "状态");
pub const F_LANE: Text = Text::new("Lane", "通道");
pub const F_MINERAL: Text = Text::new("Mineral", "矿产");
pub const F_TYPOLOGY: Text = Text::new("Typology", "手法");
pub const F_DESTINATION: Text = Text::new("Destination", "目的国");
pub const F_OFFICE: Text = Text::new("Office", "关区");
pub const F_WHO: Text = Text::new("In whose hand", "经办人");
pub const F_EXPORTER: Text = Text::new("Exporter", "出口商");
pub const F_VERDICT: Text = Text::new("Verdict", "处置");
pub const F_NIGHT: Text = Text::new("Night", "夜间批次");
pub const F_SINCE: Text = Text::new("from", "自");
pub const F_UNTIL: Text = Text::new("to", "至");
pub const F_RISK: Text = Text::new("Risk at least", "风险不低于");
pub const F_TEXT: Text = Text::new("Text", "文本");
pub const F_DUE: Text = Text::new("Due", "到期日");
pub const F_PROPOSED: Text = Text::new("Second person", "复核");
pub const F_EXCEPTED: Text = Text::new("Known honest", "例外");
pub const F_SORT: Text = Text::new("Sort by", "排序");
pub const YES: Text = Text::new("yes", "是");
pub const NO: Text = Text::new("no", "否");

pub const S_PRIORITY: Text = Text::new("priority", "优先级");
pub const S_RISK: Text = Text::new("risk", "风险");
pub const S_DUE: Text = Text::new("due date", "到期日");
pub const S_NEWEST: Text = Text::new("newest", "最新");
pub const S_OLDEST: Text = Text::new("oldest", "最早");
pub const S_VALUE: Text = Text::new("value", "货值");

pub const NEW: Text = Text::new("new", "新案");
pub const TAKEN: Text = Text::new("taken", "已领取");
pub const WAITING: Text = Text::new("waiting", "待处理");
pub const DECIDED: Text = Text::new("decided", "已结");
pub const REOPENED: Text = Text::new("reopened", "重新打开");
pub const ALL_STATES: Text = Text::new("all", "全部");

pub const L_INSPECT: Text = Text::new("inspect", "查验");
pub const L_REVIEW: Text = Text::new("review", "复审");
pub const L_AUDIT: Text = Text::new("random", "随机");
pub const L_RELEASE: Text = Text::new("release", "放行");

pub const V_INSPECT: Text = Text::new("inspect", "查验");
pub const V_RELEASE: Text = Text::new("release", "放行");
pub const V_HOLD: Text = Text::new("hold", "扣留待查");
pub const V_ESCALATE: Text = Text::new("escalate", "上报");
pub const V_SEIZURE: Text = Text::new("found and seized", "查获扣押");
pub const V_CLEAR: Text = Text::new("opened and clear", "查验无误");

pub const C_MARK: Text = Text::new("Mark", "选择");
pub const C_MARK_ALL: Text = Text::new("Mark all on this page", "全选本页");
pub const C_RISK: Text = Text::new("Risk", "风险");
pub const C_CASE: Text = Text::new("Goods and why", "货物与理由");
pub const C_WAY: Text = Text::new("Mineral, way", "矿产、路线");
pub const C_EXPORTER: Text = Text::new("Exporter", "出口商");
pub const C_STATE: Text = Text::new("State", "状态");
pub const C_DUE: Text = Text::new("Age, due", "时长、到期");
pub const C_SIMILAR: Text = Text::new("Like it before", "类似案件");
pub const NO_GOODS: Text = Text::new("(no description)", "（无货物描述）");
pub const SAME_DAY: Text = Text::new("today", "今日");
pub const DAYS: Text = Text::new("{n} d", "{n} 天");
pub const DUE_ON: Text = Text::new("due {day}", "{day} 到期");
pub const DUE_OVER: Text = Text::new("overdue {day}", "逾期 {day}");
pub const LINES: Text = Text::new("{n} lines", "{n} 项");
pub const SIMILAR: Text = Text::new("{found} found of {decided}", "{decided} 件中查获 {found} 件");
pub const SIMILAR_NONE: Text = Text::new("none", "无");
pub const NOBODY: Text = Text::new("nobody", "未领取");
pub const SECOND: Text = Text::new("second person", "待复核");
pub const EXCEPTED: Text = Text::new("known honest", "例外");
pub const CUT: Text = Text::new(
    "Capacity ends here: {capacity} lines can be inspected a day; cases above: {above}",
    "查验能力线：每日可查 {capacity} 项，线上 {above} 件",
);
pub const CAPTION: Text =
    Text::new("Cases, {first} to {last} of {total}", "案件第 {first} 至 {last} 件，共 {total} 件");
pub const PAGES: Text = Text::new("Pages", "分页");
pub const NEXT: Text = Text::new("Next", "下一页");
pub const PREVIOUS: Text = Text::new("Previous", "上一页");

pub const VIEWS: Text = Text::new("Views", "视图");
pub const SAVE_VIEW: Text = Text::new("Keep this view", "保存当前视图");
pub const VIEW_NAME: Text = Text::new("Name", "名称");
pub const VIEW_SHARED: Text = Text::new("for everyone", "与所有人共享");
pub const VIEW_SAVE: Text = Text::new("Keep", "保存");
pub const VIEW_FORGET: Text = Text::new("Forget the view {name}", "删除视图 {name}");
pub const VIEW_OF: Text = Text::new("shared by {user}", "{user} 共享");
pub const EXPORT: Text = Text::new("Export as CSV", "导出 CSV");

pub const BULK: Text = Text::new("With the marked cases", "对所选案件");
pub const MARKED: Text = Text::new("marked", "已选");
pub const B_TAKE: Text = Text::new("Take", "领取");
pub const B_ASSIGN: Text = Text::new("Assign to", "分派给");
pub const B_HOLD: Text = Text::new("Hold", "扣留待查");
pub const B_RELEASE: Text = Text::new("Release", "放行");
pub const B_REASON: Text = Text::new("Reason", "理由");
pub const B_NOTE: Text = Text::new("Note", "备注");
pub const B_TITLE: Text = Text::new("What became of the marked cases", "批量处理结果");
pub const B_DONE: Text = Text::new("{n} done", "完成 {n} 件");
pub const B_FAILED: Text = Text::new("{n} not done", "未完成 {n} 件");
pub const B_CASE: Text = Text::new("Case", "案件");
pub const B_RESULT: Text = Text::new("Result", "结果");
pub const B_OK: Text = Text::new("done: {state}", "完成：{state}");
pub const B_PROPOSED: Text = Text::new("proposed; waits for a second person", "已提出，待复核");
pub const B_NOTHING: Text = Text::new("No case was marked.", "未选择案件。");
pub const B_WHAT: Text = Text::new("Choose what to do with them.", "请选择操作。");
