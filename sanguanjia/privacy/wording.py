"""Refusals of this room in plain Chinese, and the words for columns."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "look_reason_missing": ("请写明查看的理由，至少 {least} 个字。", "本人会看到您写的理由。"),
    "clause_missing": ("请写明依据的条款。", "例如：个人信息保护法第四十七条第一款第二项。"),
    "person_still_needed": ("这个人现在还是业主或监护人，依法需要保留登记。", "过户或监护结束以后才能删除。"),
    "matters_still_open": ("这个人还有没办结的报事，办理中要用到联系方式。", "报事办结以后再删除。"),
    "erases_oneself": ("不能由本人删除自己的登记。", "请由街道的另一位工作人员办理。"),
    "unknown_suite": ("没有这种加密方式。", "可用 aes-256-gcm 或 sm4-gcm。"),
    "keys_kept_elsewhere": (
        "数据密钥由外部的密钥管理系统保管，这里不能更换。",
        "请在密钥管理系统里更换，再重新启动平台。",
    ),
    "rotation_over": ("这次更换已经完成。", ""),
    "unknown_purpose": ("没有这一项用途。", "请从列出的用途中选择。"),
    "consent_not_asked": ("这一项用途依据法定职责，不需要同意，也不能撤回。", "用途和依据写在告知页上。"),
    "notice_changed": ("告知内容刚刚更新过。", "请看过新的内容再决定。"),
    "consent_unchanged": ("您已经这样选择过了。", ""),
}

COLUMNS: Mapping[str, str] = {
    "name": "姓名",
    "identity_number": "证件号码",
    "phone": "手机号",
}
