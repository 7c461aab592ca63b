"""Strings that break programs, each of a kind of its own; for tests of every field a stranger fills."""

from __future__ import annotations

from typing import Final

STRINGS: Final = (
    "undefined",
    "\\",
    "1/0",
    "NaN",
    "0x7fffffffffffffff",
    "1,000,000.00",
    "01189998819991197253",
    ",./;'[]\\-=<>?:\"{}|_+!@#$%^&*()`~",
    "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10",
    "\t\u000b\f \u0085\u00a0\u2002\u2028\u2029\u202f\u205f\u3000",
    "\u00ad\u0600\u061c\u06dd\u180e\u200b\u200f\u202a\u202e\u2066\u2069\ufeff\ufff9",
    "Ω≈ç√∫˜µ≤≥÷ ¸˛Ç◊ı˜Â¯˘¿",
    "⁰⁴⁵₀₁₂ ด้้้้้็็็็็้้้้้ ด้้้้้็็็็็้้้้้",
    "'\"''''\"",
    "田中さんにあげて下さい 社會科學院語學研究所 𠜎𠜱𠝹𠱓",
    "ヽ༼ຈل͜ຈ༽ﾉ 👩🏽‍👩‍👧 🇺🇸🇷🇺🇸 🏳️‍🌈",
    "הָיְתָהtestالصفحات التّحول ﷽",
    "\u202atest\u202e \u2066test\u2067",
    "T͖̣̲͇h̗̟͍e̡̳͖ ̢̫̜Z̗̬A͔̩L͙̲G̜̱O̖̻!",
    "𝕋𝕙𝕖 ⓠⓤⓘⓒⓚ ʇǝɯɐ",
    "<script>alert(0)</script>",
    "\"><img src=x onerror=alert(1)> ' onfocus=alert(2) autofocus x='",
    "javascript:alert(3)//<svg><script>4<1>alert(5)</script>",
    "1;DROP TABLE tips_tip-- ' OR 1=1 -- 1",
    "-\t--\t; --version --help $USER /dev/null; touch /tmp/x `ls`",
    "{{ 7*7 }}{% debug %} #{<%=1%>} %(name)s %s %n %00",
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "../../../../etc/passwd%00 C:\\CON\\NUL | PRN",
    "=cmd|'/C calc'!A0 +1+1 @SUM(1) -2",
    "If you're reading this, \x1b[0;31mHello\x1b[0m \x1b]0;x\x07",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
)
