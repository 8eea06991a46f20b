// Lets this process open as many files and sockets as the system allows it: the usual soft limit of 1,024 is less than a
// server's named limits. Call it once, from main.
#pragma once

namespace hookloop {

void raise_open_file_limit();

}  // namespace hookloop
