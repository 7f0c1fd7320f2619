/* advice: what the doctor says of a failure that will be shown. */
#include "shell/advice.h"

#include "command/scene-of.h"
#include "command/tracing.h"
#include "shell/rows.h"
#include "socket/sys.h"
#include "teach/doctor.h"

static bool
is_for_a_doctor(const struct call *call)
{
	enum error_kind kind = call->error.kind;

	return (kind == ERROR_SYSTEM || kind == ERROR_RESOLVE || kind == ERROR_TIMEOUT ||
	    kind == ERROR_TLS) &&
	    !record_get(&call->failure, "hint");
}

void
advice_add(struct shell *shell, struct call *call)
{
	struct sys_tracer *tracer;
	struct scene scene;

	if (!shell->session.config.hints || !is_for_a_doctor(call))
		return;
	call_scene(call, &scene);
	if (scene.kind == ERROR_NONE)
		return;
	if (!shell->doctor)
		shell->doctor = doctor_new();
	tracer = tracing_aside(&shell->session);
	doctor_see(shell->doctor, &scene, &call->failure);
	sys_loud(tracer);
}

void
advice_once(struct shell *shell, const struct call *call, struct buf *out)
{
	size_t from;

	if (shell->advised || !shell->session.interactive || shell->quiet ||
	    !record_get(&call->failure, "hint"))
		return;
	shell->advised = true;
	from = out->count;
	buf_add_text(out, "explain tells more of it; config hints off turns hints off\n");
	row_break(out, from, screen_error_width(&shell->screen), ROW_HANG);
}
