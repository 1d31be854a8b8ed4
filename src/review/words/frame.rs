//! Texts around every page.

use super::super::lang::Text;

pub const PRODUCT: Text = Text::new("tidewaiter", "tidewaiter");
pub const SKIP: Text = Text::new("Skip to the content", "跳至正文");
pub const MAIN_MENU: Text = Text::new("Main", "主导航");
pub const QUEUE: Text = Text::new("Queue", "案件列表");
pub const FIGURES: Text = Text::new("Figures", "统计");
pub const WARNINGS: Text = Text::new("Warnings", "流向预警");
pub const MODELS: Text = Text::new("Models", "模型");
pub const EXCEPTIONS: Text = Text::new("Exceptions", "例外名单");
pub const AUDIT: Text = Text::new("Audit", "审计日志");
pub const USERS: Text = Text::new("Users", "用户");
pub const SEARCH: Text = Text::new("Search cases", "检索案件");
pub const SEARCH_HINT: Text = Text::new("goods, party, declaration, code", "货物、当事人、报关单号、编码");
pub const SIGN_OUT: Text = Text::new("Sign out", "退出登录");
pub const LANGUAGE: Text = Text::new("中文", "English");
pub const KEYS_TITLE: Text = Text::new("Keys", "键盘快捷键");
pub const ALL_OFFICES: Text = Text::new("all offices", "全部关区");
pub const FOOT: Text = Text::new("A risk is a reason to look, not a finding.", "风险提示仅为查看理由，并非结论。");

pub const ROLE_OFFICER: Text = Text::new("officer", "关员");
pub const ROLE_SUPERVISOR: Text = Text::new("supervisor", "主管");
pub const ROLE_ANALYST: Text = Text::new("analyst", "分析员");
pub const ROLE_AUDITOR: Text = Text::new("auditor", "审计员");
pub const ROLE_ADMIN: Text = Text::new("administrator", "管理员");

pub const KEY_NEXT: Text = Text::new("next row or case", "下一行／下一案件");
pub const KEY_PREVIOUS: Text = Text::new("previous row or case", "上一行／上一案件");
pub const KEY_OPEN: Text = Text::new("open the row", "打开所选案件");
pub const KEY_MARK: Text = Text::new("mark the row", "勾选所选案件");
pub const KEY_TAKE: Text = Text::new("take in hand", "领取案件");
pub const KEY_INSPECT: Text = Text::new("inspect", "查验");
pub const KEY_RELEASE: Text = Text::new("release", "放行");
pub const KEY_HOLD: Text = Text::new("hold", "扣留待查");
pub const KEY_ESCALATE: Text = Text::new("escalate", "上报");
pub const KEY_UNDO: Text = Text::new("undo your last act", "撤销上一步");
pub const KEY_SEARCH: Text = Text::new("search", "检索");
pub const KEY_QUEUE: Text = Text::new("back to the queue", "返回列表");
pub const KEY_SEND: Text = Text::new("send the decision", "提交决定");
pub const KEY_HELP: Text = Text::new("this list", "显示本列表");
pub const KEYS_HINT: Text = Text::new(
    "Keys do nothing while you type in a field; Esc leaves the field.",
    "在输入框中输入时快捷键不生效；按 Esc 退出输入框。",
);
pub const KEYS_OFF: Text = Text::new("Single keys are on", "单键快捷键已启用");
