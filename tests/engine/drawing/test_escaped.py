from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.drawing.escaped import escaped


def test_mark_up_is_text():
    assert escaped("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;"


@given(st.text(st.characters(), max_size=8))
def test_any_text_can_stand_in_xml(text):
    node = ET.fromstring(f'<a b="{escaped(text)}">{escaped(text)}</a>')
    assert len(node.text or "") == len(text.replace("\r\n", "\n"))


def test_what_xml_cannot_hold_is_replaced():
    assert escaped("a\x00\x1b\ud800\uffff") == "a" + "\ufffd" * 4
