// Part of engine.hpp (in work).
#pragma once
