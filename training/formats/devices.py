"""Names of recording devices by the manufacturer and product numbers FIT files carry."""

_MAKERS = {
    1: "Garmin",
    2: "Garmin",
    6: "SRM",
    13: "Dynastream",
    15: "Dynastream",
    16: "Timex",
    23: "Suunto",
    28: "Peaksware",
    32: "Wahoo",
    38: "o_synce",
    40: "Concept2",
    41: "Shimano",
    45: "Xplova",
    48: "Pioneer",
    52: "Epson",
    60: "Rotor",
    61: "Geonaute",
    63: "Specialized",
    65: "Mio",
    67: "Bkool",
    68: "CatEye",
    69: "Stages",
    70: "Sigma",
    71: "TomTom",
    73: "Wattbike",
    76: "Moxy",
    81: "Bontrager",
    86: "Elite",
    89: "Tacx",
    95: "Stryd",
    96: "ICG",
    107: "Magene",
    111: "Technogym",
    112: "Bryton",
    115: "iGPSPORT",
    118: "WaterRower",
    122: "Johnson",
    123: "Polar",
    127: "Leomo",
    128: "iFit",
    129: "Coros",
    132: "CYCPLUS",
    135: "COOSPO",
    136: "Geoid",
    137: "Bosch",
    140: "Decathlon",
    142: "TAG Heuer",
    143: "Keiser",
    144: "Zwift",
    147: "Meilan",
    148: "Ezon",
    150: "MyZone",
    258: "Lezyne",
    259: "RunScribe",
    260: "Zwift",
    262: "Recon",
    263: "Favero",
    265: "Strava",
    267: "Bryton",
    268: "SRAM",
    272: "Mio",
    278: "Minoura",
    281: "TrainerRoad",
    282: "Wahoo SYSTM",
    284: "Rouvy",
    286: "Omata",
    287: "VDO",
    289: "Hammerhead",
    294: "Coros",
    299: "Mahle",
    300: "Nurvv",
    303: "CORE",
    305: "WHOOP",
    307: "OneLap",
    309: "FORM",
    310: "Decathlon",
    315: "RGT Cycling",
    326: "Nike",
    327: "Magicshine",
    331: "MyWhoosh",
    337: "Runna",
    339: "Amazfit",
    340: "Peloton",
    348: "Huawei",
}

# All regions' numbers of a product, then its name
_GARMIN = """
717 987:Forerunner 405|782:Forerunner 50|988:Forerunner 60|1018 1446:Forerunner 310XT|1124 1274:Forerunner 110
1345 1410:Forerunner 610|1360:Forerunner 210|1436:Forerunner 70|1482 1688:Forerunner 10|1328 1537 1600 1664:Forerunner 910XT
1623 1928 1929 2072 2173:Forerunner 620|1632 1930 1931 2073 2174:Forerunner 220|1765 2130 2131 2132:Forerunner 920XT
1903 2061:Forerunner 15|2148:Forerunner 25|2153 2219:Forerunner 225|2156 2310 2311:Forerunner 630|2157 2313:Forerunner 230
2158 2533 2534:Forerunner 735XT|2396 2397 2431 2733:Forerunner 235|2503 2650 2667 2668 2727 2814:Forerunner 35
2691 2833:Forerunner 935|2886 3003:Forerunner 645|2888 3004:Forerunner 645 Music|2891 2977:Forerunner 30
3076 3145:Forerunner 245|3077 3321:Forerunner 245 Music|3113 3441:Forerunner 945|3282 3469:Forerunner 45
3589 3794:Forerunner 745|3652 3978:Forerunner 945 LTE|3869 4033:Forerunner 55|3990:Forerunner 255 Music|3992:Forerunner 255
3991:Forerunner 255S Music|3993:Forerunner 255S|4024:Forerunner 955|4257:Forerunner 265|4258:Forerunner 265S|4315:Forerunner 965
4432:Forerunner 165|4433:Forerunner 165 Music|4565:Forerunner 970|4570 4574:Forerunner 570
1036 1199 1213 1387 1422:Edge 500|1169 1333 1334 1386 1497:Edge 800|1325 1555:Edge 200|1561 1742 1821 1918:Edge 510
1567 1721 1822 1823:Edge 810|1736:Edge Touring|1836 2052 2053 2070 2100 2274:Edge 1000|2067 2260 2261:Edge 520
2147 2288 2289:Edge 25|2204:Edge Explore 1000|2238 2290:Edge 20|2530 2599 2600 2628 2629 2630:Edge 820|2531:Edge Explore 820
2713 2924 3095:Edge 1030|2909 3092:Edge 130|3011:Edge Explore|3112 3142:Edge 520 Plus|3121 3349:Edge 530|3122 3350:Edge 830
3558 3813:Edge 130 Plus|3570 3812:Edge 1030 Plus|3843 4305:Edge 1040|4061:Edge 540|4062:Edge 840|4169:Edge Explore 2
4440:Edge 1050|4633:Edge 550|4634:Edge 850|4655:Edge MTB
1551:Fenix|1967:Fenix 2|2050 2188 2189 2293 2407 2408:Fenix 3|2413 2473 2474 2475 2476 2477:Fenix 3 HR|2432 2675:Fenix Chronos
2544 2797:Fenix 5S|2604 2798:Fenix 5X|2697 2796:Fenix 5|2900 3134:Fenix 5S Plus|3110:Fenix 5 Plus|3111 3135:Fenix 5X Plus
3287 3288 3512 3513:Fenix 6S|3289 3290 3514 3515:Fenix 6|3291 3516:Fenix 6X|3905 3908:Fenix 7S|3906 3909:Fenix 7|3907 3910:Fenix 7X
4374:Fenix 7S Pro|4375 4595:Fenix 7 Pro|4376:Fenix 7X Pro|4532 4533 4534 4536:Fenix 8|4631:Fenix 8 Pro|4666:Fenix E
1988 2332 2457:Epix|3943 3944:Epix Gen 2|4312 4313 4314:Epix Pro|3638 3872:Enduro|4341:Enduro 2|4575:Enduro 3|4135:Tactix 7
3246 3247 3248 3249 3250 3251 3420 3421 3448 3449 3450 3451 3624 3648 3739 3850 4105 4124 4472:MARQ
1907 2160:Vivoactive|2337 2497:Vivoactive HR|2700 2988 3066 3163 3446 3473:Vivoactive 3|3224 3225 3387 3388 3389:Vivoactive 4
4426:Vivoactive 5|4625:Vivoactive 6|3226 3737 3740:Venu|3703 3704 3949 3950:Venu 2|3851 4017:Venu 2 Plus|4260 4261:Venu 3
4643 4644:Venu 4|4603:Venu X1|3596 3599 3600 3837:Venu Sq|4115 4116:Venu Sq 2|3126:Instinct Esports|3466:Instinct Solar
3888 3889 4071:Instinct 2|4394:Instinct 2X|4155 4678:Instinct Crossover|4583 4584:Instinct E|4585 4586 4587 4759:Instinct 3
1499:Swim|3405 3639:Swim 2|2623 2832:Vivosport|2859:Descent Mk1|3258 3702:Descent Mk2|3542 3930:Descent Mk2S|4222 4223:Descent Mk3
1735:VIRB Elite|2134 2172:VIRB X|2417:VIRB Ultra 30|2687:VIRB 360|2140:eTrex Touch|2441 2512:Oregon 700|3028 3284:GPSMAP 66
20533 20534 20565 30045 30046 30047:Tacx Training|30059 30060 30061 30062 30063:TrainingPeaks Virtual|65534:Connect
"""

_SUUNTO = """
22:Ambit3 Peak|23:Ambit3 Sport|24:Ambit3 Run|25:Ambit3 Vertical|28:Spartan Sport|29:Spartan Ultra|30:Spartan Sport Wrist HR
31:Spartan Trainer|32:Spartan Sport Wrist HR Baro|34:9
"""


def _products(lines: str) -> dict[int, str]:
    pairs = [entry.split(":") for line in lines.split("\n") for entry in line.split("|") if entry]
    return {int(number): name for numbers, name in pairs for number in numbers.split()}


_PRODUCTS = {
    1: _products(_GARMIN),
    23: _products(_SUUNTO),
    32: {28: "ELEMNT", 31: "ELEMNT BOLT"},
}


def device_name(maker: int | None, product: int | None, product_name: str) -> str:
    """ "Garmin Edge 530"; what the file calls the product goes first, and only the maker where nothing more is known."""
    brand = _MAKERS.get(-1 if maker is None else maker, "")
    if product_name:
        is_branded = product_name.lower().startswith(brand.lower())
        return product_name if is_branded else f"{brand} {product_name}".strip()
    family = 1 if brand == "Garmin" else maker
    model = _PRODUCTS.get(-1 if family is None else family, {}).get(-1 if product is None else product, "")
    return f"{brand} {model}".strip()
