using Microsoft.Extensions.Logging;

namespace Gateway.Worker.Identities;

internal static partial class SweepLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "Parked members could not be looked at ({Failure}); the next sweep does it.")]
    public static partial void SweepPostponed(this ILogger logger, string failure);
}
