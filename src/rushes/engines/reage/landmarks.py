"""Which points of the face mesh lie where: 468 points in the order of MediaPipe's Face Mesh.

Numbers are the mesh's own (Kartynnik et al. 2019, *Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs*,
arXiv 1907.06724). Right and left are the person's own.
"""

from __future__ import annotations

from typing import Final

POINTS: Final = 468

OVAL: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The outline, from the top of the forehead over the person's left side."""

RIGHT_EYE: Final = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_EYE: Final = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
RIGHT_BROW: Final = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW: Final = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
LIPS: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
INNER_LIPS: Final = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
RIGHT_NOSTRIL: Final = (64, 98, 97, 2, 94, 19, 44, 45, 220, 115, 48)
LEFT_NOSTRIL: Final = (294, 327, 326, 2, 94, 19, 274, 275, 440, 344, 278)

NOSE: Final = (168, 122, 351, 174, 399, 129, 358, 98, 327, 2)

RIGHT_BAG: Final = (31, 228, 229, 230, 231, 232, 233, 244, 121, 120, 119, 118, 117, 111)
LEFT_BAG: Final = (261, 448, 449, 450, 451, 452, 453, 464, 350, 349, 348, 347, 346, 340)
RIGHT_LID: Final = (33, 246, 161, 160, 159, 158, 157, 173, 133, 55, 65, 52, 53, 46)
LEFT_LID: Final = (263, 466, 388, 387, 386, 385, 384, 398, 362, 285, 295, 282, 283, 276)
RIGHT_FOLD: Final = (129, 203, 206, 216, 212)
LEFT_FOLD: Final = (358, 423, 426, 436, 432)
RIGHT_MARIONETTE: Final = (57, 202, 210, 169)
LEFT_MARIONETTE: Final = (287, 422, 430, 394)
JAW: Final = (132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361)
CHIN: Final = (83, 182, 106, 204, 211, 170, 140, 171, 175, 396, 369, 395, 431, 424, 335, 406, 313)
BROW_TOP: Final = (70, 63, 105, 66, 107, 9, 336, 296, 334, 293, 300)
FOREHEAD_TOP: Final = (251, 284, 332, 297, 338, 10, 109, 67, 103, 54, 21)

BETWEEN_BROWS: Final = (107, 9, 336, 285, 8, 55, 193, 417)
FOREHEAD, GLABELLA, NOSE_TIP, NOSE_FOOT, MOUTH_FOOT, CHIN_TIP = 10, 9, 1, 2, 17, 152
RIGHT_OUTER, RIGHT_INNER, LEFT_INNER, LEFT_OUTER = 33, 133, 362, 263
RIGHT_CHEEK, LEFT_CHEEK = 205, 425
RIGHT_EAR, LEFT_EAR = 234, 454
"""Points of the outline that lie before the ears."""

RIGID: Final = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 127, 356, 10, 152, 234, 454)
"""Points that expression moves least: pose is read from them."""

LEFT_OF: Final = {
    23: 253, 27: 257, 28: 258, 29: 259, 30: 260, 33: 263, 37: 267, 39: 269, 40: 270, 46: 276, 48: 278, 50: 280, 52: 282,
    53: 283, 56: 286, 58: 288, 61: 291, 63: 293, 64: 294, 65: 295, 66: 296, 70: 300, 81: 311, 82: 312, 84: 314, 87: 317,
    91: 321, 93: 323, 98: 327, 101: 330, 105: 334, 117: 346, 118: 347, 123: 352, 127: 356, 129: 358, 130: 359, 132: 361, 133: 362,
    136: 365, 144: 373, 145: 374, 148: 377, 149: 378, 150: 379, 153: 380, 158: 385, 159: 386, 160: 387, 161: 388, 169: 394, 170: 395,
    172: 397, 176: 400, 178: 402, 181: 405, 187: 411, 205: 425, 210: 430, 211: 431, 247: 467,
}  # fmt: skip
"""The points on the left that mirror those on the right, of which a change of form speaks; a point that is not here lies in the middle."""
