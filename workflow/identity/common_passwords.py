"""The passwords that are tried first: those of twelve characters and more that leaked most often, in lower case.

Shorter ones are refused for their length. It is a short list on purpose, of what guessers begin with.

Source: NIST SP 800-63B-4, 3.1.1.2 (passwords are compared with a list of common ones).
"""

from __future__ import annotations

from typing import Final

_LISTED: Final = """
    adminadminadmin administrator administrator1 basketball12 breastcancer breastcancer1 butterfly123 casepathcasepath
    changemeplease changemenow1 chocolate123 computer1234 correcthorsebatterystaple defaultpassword football1234
    footballfootball gobbledygook hospital1234 hospitalhospital iamthebest123 iloveyou1234 iloveyouforever
    iloveyousomuch iloveyoulots letmein12345 letmeinletmein letmeinplease liverpool123 manchester123
    manchesterunited michaeljackson mynameismyname nationalhealth navigator123 newpassword1 newpassword12
    newpassword123 opensesame123 p@ssw0rd1234 p@ssword1234 passw0rd1234 passwordpassword password1234 password12345
    password123456 password1234567 password12345678 password123456789 password2023 password2024 password2025
    password2026 password!@#$ password123! password1234! pa55word1234 princess1234 q1w2e3r4t5y6 q1w2e3r4t5y6u7i8o9p0
    qazwsxedcrfv qazwsxedc123 qwerty123456 qwerty1234567 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiop1234
    qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm secretsecret sunshine1234 superman1234 thisismypassword
    trustno1trustno1 unbelievable unitedkingdom welcome12345 welcome123456 welcomewelcome welcometohospital
    whatever1234 yourpassword zaq12wsxcde3 zaq1zaq1zaq1 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i9o0p 1qaz2wsx3edc 1qaz2wsx3edc4rfv
    1qazxsw23edc 123qweasdzxc 123456qwerty 1234qwerasdf 1234567890qwerty 123123123123 a1b2c3d4e5f6 aa1234567890
    abcd12345678 asdfghjkl123 asdfghjkl1234 summer2025summer winter2025winter
"""
COMMON: Final = frozenset(_LISTED.split())

ROWS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "zyxwvutsrqponmlkjihgfedcba",
    "09876543210987654321",
)
"""What a finger finds by going on along the keys."""
