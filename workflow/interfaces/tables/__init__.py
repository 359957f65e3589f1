"""Lists of referrals as offices keep them in spreadsheets: read, understood, brought in, and handed back with verdicts.

Nothing about identity, earlier illness or site is ever guessed, and no message carries a patient's text.
"""
