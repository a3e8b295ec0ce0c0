# Copyright: zerotrust.zpa contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From coordinates to a city: a few cities, of which the nearest is meant."""

from __future__ import annotations

from math import cos, radians, sin

CITIES = (
    ("San Jose, US", 37.3382, -121.8863),
    ("Sanger, US", 36.7080, -119.5560),
    ("Los Angeles, US", 34.0522, -118.2437),
    ("Oregon City, US", 45.3573, -122.6068),
    ("Brothers, US", 43.8132, -120.6028),
    ("Seattle, US", 47.6062, -122.3321),
    ("Denver, US", 39.7392, -104.9903),
    ("Dallas, US", 32.7767, -96.7970),
    ("Chicago, US", 41.8781, -87.6298),
    ("Atlanta, US", 33.7490, -84.3880),
    ("Ashburn, US", 39.0438, -77.4874),
    ("New York, US", 40.7128, -74.0060),
    ("Miami, US", 25.7617, -80.1918),
    ("Toronto, CA", 43.6532, -79.3832),
    ("Ottawa, CA", 45.4215, -75.6972),
    ("Mexico City, MX", 19.4326, -99.1332),
    ("Bogota, CO", 4.7110, -74.0721),
    ("Sao Paulo, BR", -23.5505, -46.6333),
    ("Buenos Aires, AR", -34.6037, -58.3816),
    ("London, GB", 51.5074, -0.1278),
    ("Dublin, IE", 53.3498, -6.2603),
    ("Paris, FR", 48.8566, 2.3522),
    ("Madrid, ES", 40.4168, -3.7038),
    ("Amsterdam, NL", 52.3676, 4.9041),
    ("Frankfurt am Main, DE", 50.1109, 8.6821),
    ("Berlin, DE", 52.5200, 13.4050),
    ("Munich, DE", 48.1351, 11.5820),
    ("Zurich, CH", 47.3769, 8.5417),
    ("Vienna, AT", 48.2082, 16.3738),
    ("Milan, IT", 45.4642, 9.1900),
    ("Stockholm, SE", 59.3293, 18.0686),
    ("Warsaw, PL", 52.2297, 21.0122),
    ("Istanbul, TR", 41.0082, 28.9784),
    ("Tel Aviv, IL", 32.0853, 34.7818),
    ("Dubai, AE", 25.2048, 55.2708),
    ("Lagos, NG", 6.5244, 3.3792),
    ("Nairobi, KE", -1.2921, 36.8219),
    ("Johannesburg, ZA", -26.2041, 28.0473),
    ("Mumbai, IN", 19.0760, 72.8777),
    ("Bengaluru, IN", 12.9716, 77.5946),
    ("Singapore, SG", 1.3521, 103.8198),
    ("Hong Kong, HK", 22.3193, 114.1694),
    ("Seoul, KR", 37.5665, 126.9780),
    ("Tokyo, JP", 35.6762, 139.6503),
    ("Sydney, AU", -33.8688, 151.2093),
    ("Auckland, NZ", -36.8509, 174.7645),
)


def city_of(latitude: str, longitude: str) -> tuple[str, str]:
    """Return city and country in one, such as ``San Jose, US``, and the code of the country."""
    here = _direction(float(latitude), float(longitude))
    nearest = max(CITIES, key=lambda city: _likeness(here, _direction(city[1], city[2])))[0]
    return nearest, nearest.rpartition(", ")[2]


def _direction(latitude: float, longitude: float) -> tuple[float, float, float]:
    """A place as seen from the middle of the earth, of length 1."""
    phi, lam = radians(latitude), radians(longitude)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def _likeness(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The cosine of the angle between two directions: the nearer, the larger."""
    return sum(a * b for a, b in zip(one, other, strict=True))
