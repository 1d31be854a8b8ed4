//! Texts of a case's page and of its decision.

use super::super::lang::Text;

pub const CASE_NO: Text = Text::new("Case {id}", "案件 {id}");
pub const UNDO: Text = Text::new("Undo", "撤销");
pub const TO_QUEUE: Text = Text::new("Queue", "案件列表");
pub const NEXT: Text = Text::new("Next", "下一件");
pub const PREVIOUS: Text = Text::new("Previous", "上一件");
pub const OFFICE: Text = Text::new("Office", "关区");
pub const NIGHT: Text = Text::new("Night of {day}", "{day} 夜间批次");
pub const RANK: Text = Text::new("rank {rank}", "第 {rank} 位");
pub const REFERS: Text = Text::new("Follows case {id}, decided before", "承接已结案件 {id}");
pub const EXCEPTED: Text = Text::new("All lines fall under exception {id}: known honest.", "全部项目适用例外 {id}。");
pub const RED: Text = Text::new("A release needs a second person", "放行须经复核");

pub const DECIDE: Text = Text::new("Decide", "处置");
pub const HAND: Text = Text::new("In the hand of {user}", "经办人：{user}");
pub const HAND_MINE: Text = Text::new("In your hand", "由您经办");
pub const HAND_NOBODY: Text = Text::new("In nobody's hand", "尚未领取");
pub const DUE: Text = Text::new("due {day}", "{day} 到期");
pub const DUE_OVER: Text = Text::new("overdue since {day}", "已于 {day} 逾期");
pub const TAKE: Text = Text::new("Take", "领取");
pub const PUT_BACK: Text = Text::new("Put back", "退回");
pub const ASSIGN: Text = Text::new("Assign", "分派");
pub const ASSIGN_TO: Text = Text::new("Assign to", "分派给");
pub const NOBODY: Text = Text::new("nobody", "无");
pub const SET_DUE: Text = Text::new("Set due date", "设定期限");
pub const DUE_DAY: Text = Text::new("Due on", "到期日");
pub const REASON: Text = Text::new("Reason", "理由");
pub const NOTE: Text = Text::new("Note", "备注");
pub const NOTE_HINT: Text = Text::new(
    "What you saw, in a sentence a colleague understands in two years.",
    "请用一句话写明所见，使同事两年后仍能理解。",
);
pub const SEND: Text = Text::new("Send the decision", "提交决定");
pub const STAY: Text = Text::new("stay on this case afterwards", "提交后留在本案");
pub const FINDING: Text = Text::new("What was found", "查验结果");
pub const FINDING_HINT: Text =
    Text::new("For “found and seized” and “opened and clear” only.", "仅用于“查获扣押”和“查验无误”。");
pub const OUTCOME: Text = Text::new("Outcome", "结果");
pub const O_CLEAR: Text = Text::new("clear", "无异常");
pub const O_FALSE: Text = Text::new("false declaration", "虚假申报");
pub const O_RE_EXPORT: Text = Text::new("re-export", "转口");
pub const O_OTHER: Text = Text::new("other", "其他");
pub const TYPOLOGY: Text = Text::new("Typology", "手法");
pub const SEIZED_KG: Text = Text::new("Seized, kg", "扣押重量（千克）");
pub const SEIZED_USD: Text = Text::new("Seized value, US dollars", "扣押货值（美元）");
pub const INSPECTED_ON: Text = Text::new("Inspected on", "查验日期");
pub const OPENED_LINES: Text = Text::new("Lines that were opened", "已查验的项目");
pub const NEED_LINES: Text = Text::new("Tick the lines of this case that were opened.", "请勾选本案中已查验的项目。");
pub const FIX: Text = Text::new("Not sent yet", "尚未提交");
pub const NEED_VERDICT: Text = Text::new("Choose a verdict.", "请选择处置决定。");
pub const NEED_REASON: Text = Text::new("Choose a reason.", "请选择理由。");
pub const NEED_NOTE: Text = Text::new("Write a note.", "请填写备注。");
pub const NEED_DAY: Text =
    Text::new("Say on which day it was inspected (YYYY-MM-DD).", "请填写查验日期（YYYY-MM-DD）。");
pub const NEED_OUTCOME: Text = Text::new("Say what the outcome was.", "请填写查验结果。");
pub const NEED_NUMBER: Text = Text::new(
    "“{value}” is no number; write kilograms and dollars like 1250.5.",
    "“{value}”不是有效数字；请填写如 1250.5。",
);

pub const PROPOSAL: Text = Text::new("Waits for a second person", "等待复核");
pub const PROPOSED_BY: Text = Text::new("{user} proposed “{verdict}” at {at}", "{user} 于 {at} 提出“{verdict}”");
pub const OWN_PROPOSAL: Text =
    Text::new("You proposed it: a supervisor other than you has to answer.", "由您提出：须由其他主管复核。");
pub const APPROVE: Text = Text::new("Approve", "批准");
pub const REFUSE: Text = Text::new("Refuse", "驳回");
pub const REOPEN: Text = Text::new("Open again", "重新打开");

pub const DECISIONS: Text = Text::new("Decisions", "决定");
pub const STANDS: Text = Text::new("stands", "有效");
pub const S_PROPOSED: Text = Text::new("proposed", "待复核");
pub const S_REFUSED: Text = Text::new("refused", "已驳回");
pub const S_UNDONE: Text = Text::new("taken back", "已撤销");
pub const S_OVERTAKEN: Text = Text::new("overtaken", "已被取代");
pub const SECOND_APPROVED: Text = Text::new("approved by {user}", "{user} 批准");
pub const SECOND_REFUSED: Text = Text::new("refused by {user}", "{user} 驳回");
pub const SEIZED: Text = Text::new("seized {mass}, {value}", "扣押 {mass}，{value}");

pub const COMMENTS: Text = Text::new("Comments", "备注与讨论");
pub const NO_COMMENTS: Text = Text::new("None yet.", "暂无。");
pub const COMMENT: Text = Text::new("Write a comment", "添加备注");
pub const COMMENT_SEND: Text = Text::new("Add", "添加");
pub const ATTACHMENTS: Text = Text::new("Attachments", "附件");
pub const NO_ATTACHMENTS: Text = Text::new("None.", "无。");
pub const ATTACH: Text = Text::new("Attach a file", "上传附件");
pub const ATTACH_SEND: Text = Text::new("Attach", "上传");
pub const ATTACH_HINT: Text = Text::new("At most {mb} MB; kept by its SHA-256.", "不超过 {mb} MB；按 SHA-256 保存。");
pub const TAKE_OUT: Text = Text::new("Case file", "案卷");
pub const FILE_PDF: Text = Text::new("PDF", "PDF");
pub const FILE_JSON: Text = Text::new("JSON", "JSON");

pub const SINCE: Text = Text::new("What was done since", "此后的操作");

pub const DEED_OPEN: Text = Text::new("opened", "开立");
pub const DEED_TAKE: Text = Text::new("taken", "领取");
pub const DEED_PUT_BACK: Text = Text::new("put back", "退回");
pub const DEED_ASSIGN: Text = Text::new("assigned", "分派");
pub const DEED_SET_DUE: Text = Text::new("due date set", "设定期限");
pub const DEED_DECIDE: Text = Text::new("decided", "作出决定");
pub const DEED_PROPOSE: Text = Text::new("proposed", "提出决定");
pub const DEED_APPROVE: Text = Text::new("approved", "批准");
pub const DEED_REFUSE: Text = Text::new("refused", "驳回");
pub const DEED_UNDO: Text = Text::new("taken back", "撤销");
pub const DEED_REOPEN: Text = Text::new("opened again", "重新打开");
pub const DEED_COMMENT: Text = Text::new("commented", "备注");
pub const DEED_ATTACH: Text = Text::new("file attached", "上传附件");
pub const DEED_EXPORT: Text = Text::new("taken out", "导出");
pub const DEED_JOIN: Text = Text::new("line joined", "并入");
pub const DEED_WITHDRAW: Text = Text::new("withdrawn", "撤回");
pub const DEED_SHRINK: Text = Text::new("lines taken out", "移除项目");
pub const DEED_OPEN_NIGHT: Text = Text::new("night opened", "开立夜间批次");
pub const DEED_EXCEPT: Text = Text::new("known honest", "新增例外");
pub const DEED_END_EXCEPTION: Text = Text::new("exception ended", "终止例外");
pub const DEED_SAVE_VIEW: Text = Text::new("view kept", "保存视图");
pub const DEED_FORGET_VIEW: Text = Text::new("view forgotten", "删除视图");
pub const DEED_LABELS: Text = Text::new("labels taken out", "导出标签");
pub const DEED_ADD_USER: Text = Text::new("user added", "新增用户");
pub const DEED_SET_ROLE: Text = Text::new("role changed", "更改角色");
pub const DEED_SET_PASSWORD: Text = Text::new("password set", "设定密码");
pub const DEED_DISABLE_USER: Text = Text::new("user disabled", "停用用户");
pub const DEED_ENABLE_USER: Text = Text::new("user enabled", "启用用户");
pub const DEED_LOGIN: Text = Text::new("signed in", "登录");
pub const DEED_LOGIN_FAILED: Text = Text::new("login failed", "登录失败");
pub const DEED_LOGOUT: Text = Text::new("signed out", "退出");
