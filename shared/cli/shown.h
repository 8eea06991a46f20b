// Values of the API's answers as a person reads them. An answer may come from anything that listens, so nothing here
// relies on its shape: what is not there is empty. Pure functions, any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace hookloop {

using Json = nlohmann::ordered_json;

// By JSON Pointer; null where there is none.
const Json& value_at(const Json& json, const std::string& pointer);
// A text exactly as it is; empty for what is none.
std::string text_at(const Json& json, const std::string& pointer);

// Texts, numbers, yes and no; lists of them with commas; empty for null. Printable.
std::string shown(const Json& json, const std::string& pointer);
std::string shown_time(const Json& json, const std::string& pointer);      // "2026-01-31 12:00:00Z", to the second
std::string shown_instant(const Json& json, const std::string& pointer);   // to the millisecond
std::string shown_duration(const Json& json, const std::string& pointer);  // of milliseconds: "10s"
std::string shown_micros(const Json& json, const std::string& pointer);    // of microseconds: "850us"
std::string shown_person(const Json& json, const std::string& pointer);    // "Max Katz <max@example.com>"

// "1 delivery", "2 deliveries"
std::string counted(std::uint64_t count, const std::string& one, const std::string& many);

}  // namespace hookloop
