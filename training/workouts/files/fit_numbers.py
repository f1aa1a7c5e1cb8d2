"""Numbers of the FIT profile that planned workouts use (FIT SDK, Profile.xlsx)."""

WORKOUT, WORKOUT_STEP, FILE_ID = 26, 27, 0
WORKOUT_FILE = 5
SPORTS = {
    0: "other", 1: "run", 2: "ride", 5: "swim", 10: "strength", 11: "walk", 12: "ski", 13: "ski", 15: "row", 17: "walk",
    21: "ride",
}  # fmt: skip
SPORT_NUMBERS = {"other": 0, "run": 1, "ride": 2, "swim": 5, "strength": 10, "walk": 11, "ski": 12, "row": 15}
TIME, DISTANCE, OPEN = 0, 1, 5
UNTIL_HEART = {2: "below", 3: "above"}
UNTIL_POWER = {
    14: "below",
    15: "above",
    **dict.fromkeys((19, 20, 21, 25), "below"),
    **dict.fromkeys((22, 23, 24, 26), "above"),
}
CALORIES, REPETITION_TIME, TIME_ONLY, REPS = 4, 28, 31, 29
REPEATS = {
    6: "", 7: "time", 8: "distance", 9: "number of calories", 10: "heart rate", 11: "heart rate", 12: "power",
    13: "power", 17: "power", 18: "power", 27: "load",
}  # fmt: skip
REPEAT_TIME, REPEAT_DISTANCE = 7, 8
SPEED, HEART_RATE, NO_TARGET, CADENCE, POWER, STROKE = 0, 1, 2, 3, 4, 11
STROKES = {
    0: "freestyle", 1: "backstroke", 2: "breaststroke", 3: "butterfly", 4: "drill", 5: "mixed", 6: "IM",
    7: "IM by round", 8: "RIMO",
}  # fmt: skip
RAMPS = {"ramp up": True, "ramp down": False}  # words in the notes: the format has ranges only
METRICS = {
    SPEED: "pace", 12: "pace", HEART_RATE: "heart_rate", 13: "heart_rate", POWER: "power",
    7: "power", 8: "power", 9: "power", 10: "power", CADENCE: "cadence",
}  # fmt: skip
INTENTS = {0: "active", 1: "rest", 2: "warmup", 3: "cooldown", 4: "recovery", 5: "active", 6: "active"}
INTENT_NUMBERS = {"active": 0, "rest": 1, "warmup": 2, "cooldown": 3, "recovery": 4}
BPM_OFFSET, WATTS_OFFSET = 100, 1000
