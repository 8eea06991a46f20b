#include "shared/http_client/target_options.h"

namespace hookloop {

void add_target_options(CLI::App& command, TargetOptions& options, const std::string& by_default) {
  command
      .add_option("--allow-target", options.allowed,
                  "Let requests go to this address, network, HOST or HOST:PORT. May be repeated. " + by_default)
      ->type_name("TARGET")
      ->allow_extra_args(false);
  command.add_option("--deny-target", options.denied, "Let no request go there, whatever is allowed. May be repeated")
      ->type_name("TARGET")
      ->allow_extra_args(false);
  command
      .add_option("--trusted-certificates", options.trusted_certificates,
                  "A PEM file of certificates to trust besides the system's")
      ->type_name("FILE");
}

}  // namespace hookloop
