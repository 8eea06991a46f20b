#include "bin_server/cli/bins_file.h"

#include <spdlog/fmt/fmt.h>

#include <fstream>
#include <set>
#include <sstream>

#include "bin_server/http/bin_input.h"
#include "bin_server/http/forward_input.h"
#include "shared/support/json_fields.h"
#include "shared/yaml/yaml_text.h"

namespace hookloop {
namespace {

DeclaredBin read_bin(const nlohmann::ordered_json& value, const std::string& pointer, const BinLimits& limits,
                     const TargetPolicy& targets, Timestamp now) {
  BinSettings defaults;
  defaults.limits = limits;
  BinInput input = read_bin_input(value, pointer, defaults, /*may_name=*/true, now);
  if (!input.id) throw BadField{pointer, "A bin that is declared has an `id`."};
  if (const auto denied = check_forward_targets(input.settings.forward, targets)) {
    throw BadField{pointer + denied->pointer.value_or(""), denied->detail};
  }
  if (input.settings.name.empty()) input.settings.name = *input.id;
  return {*std::move(input.id), std::move(input.settings)};
}

}  // namespace

Result<std::vector<DeclaredBin>> parse_bins(std::string_view text, const BinLimits& limits, const TargetPolicy& targets,
                                            Timestamp now) {
  const auto yaml = YamlText::read(text);
  if (!yaml) return Error{to_string(yaml.error())};
  std::vector<DeclaredBin> bins;
  try {
    const JsonFields fields(yaml->value(), "", {"bins"});
    std::set<std::string> ids;
    for (const auto& [value, pointer] : fields.list("bins").value_or(std::vector<JsonFields::Element>{})) {
      bins.push_back(read_bin(*value, pointer, limits, targets, now));
      if (!ids.insert(bins.back().id).second) throw BadField{pointer + "/id", "This bin stands here twice."};
    }
  } catch (const BadField& field) {
    return Error{to_string(yaml->fault_at(field.pointer, field.detail))};
  }
  return bins;
}

Result<std::vector<DeclaredBin>> read_bins_file(const std::string& file, const BinLimits& limits,
                                                const TargetPolicy& targets, Timestamp now) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) return Error{fmt::format("--bins {} can not be read", file)};
  auto bins = parse_bins(text.str(), limits, targets, now);
  if (!bins) return Error{fmt::format("{}:{}", file, bins.error().message)};
  return bins;
}

std::optional<StoreError> put_bins(CaptureStore& store, const std::vector<DeclaredBin>& bins, Timestamp now) {
  for (const DeclaredBin& bin : bins) {
    auto there = store.find_bin(bin.id);
    if (there && is_expired(*there, now)) {
      if (auto error = store.delete_bin(there->number)) return error;
      there.reset();
    }
    if (there) {
      if (auto error = store.change_bin(there->number, bin.settings)) return error;
    } else if (auto made = store.create_bin(bin.id, now, bin.settings); !made) {
      return made.error();
    }
  }
  return std::nullopt;
}

}  // namespace hookloop
