#include "emitter/model/app.h"

namespace hookloop {

std::string_view to_string(BuildPlatform platform) { return platform == BuildPlatform::android ? "android" : "ios"; }

}  // namespace hookloop
