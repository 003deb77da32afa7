"""Every recurring job. Each may run twice without harm, and finds what a lost doorbell left."""

from learn.assessment import hand_in_overdue, remark_what_is_due
from learn.assessment.by_hand import call_missing_markers, remind_markers, replace_lost_markers
from learn.catalogue.register import tell_of_statuses
from learn.certificates import award_what_is_due, stamp_what_ages, tell_of_expiring
from learn.certificates.log import enter_what_is_missing
from learn.interop.upload import QuestionUpload
from learn.kit.jobs import Timed, daily, every_minute
from learn.notifications import deliver_all_due
from learn.people.roster import RosterUpload
from learn.training import lift_what_is_reached
from learn.training.releases import tell_what_is_untold

SCHEDULE: list[Timed] = [
    every_minute(hand_in_overdue),
    every_minute(remark_what_is_due),
    every_minute(call_missing_markers),
    every_minute(award_what_is_due),
    every_minute(lift_what_is_reached),
    every_minute(tell_what_is_untold),
    every_minute(deliver_all_due),
    daily("19:00", stamp_what_ages),
    daily("21:30", enter_what_is_missing),
    daily("00:10", tell_of_expiring),
    daily("16:10", tell_of_statuses),  # ten past midnight in the house
    daily("22:20", replace_lost_markers),
    daily("22:30", remind_markers),
    daily("20:15", RosterUpload.forget_old),
    daily("20:20", QuestionUpload.forget_old),
]
