using Microsoft.Extensions.Logging;

namespace Gateway.Core.Requests;

internal static partial class RequestLog
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "{Count} requests could not be written to the journal: {Reason}.")]
    public static partial void NotWritten(this ILogger logger, int count, string reason);
}
