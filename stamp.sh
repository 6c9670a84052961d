# prints time at each new step
tail -n +1 -F /tmp/ci/log 2>/dev/null | while IFS= read -r l; do printf '%s %s\n' "$(date +%H:%M:%S)" "$l"; done > /tmp/ci/stamped
