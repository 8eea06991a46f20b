#include "emitter/platform/deed_runner.h"

#include "emitter/platform/fault_rules.h"
#include "emitter/platform/lookups.h"

namespace hookloop {

Result<DeedRunner::Scene, Problem> DeedRunner::open_scene(PlatformChange& change, const Deed& deed) const {
  if (auto problem = check_faults(deed.faults)) return *std::move(problem);
  Scene scene{change, change.account(), {}, clock_.now()};
  if (deed.by) {
    const auto person = find_person(scene.account, *deed.by, "/by");
    if (!person) return person.error();
    scene.by = *person;
  } else {
    scene.by = owner_of(scene.account);
  }
  return scene;
}

}  // namespace hookloop
