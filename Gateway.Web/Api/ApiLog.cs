namespace Gateway.Web.Api;

internal static partial class ApiLog
{
    [LoggerMessage(EventId = 7001, Level = LogLevel.Error, Message = "API request {RequestId} failed.")]
    public static partial void Failed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Warning, Message = "API request {RequestId} met a database that cannot be reached: {Reason}.")]
    public static partial void DatabaseUnavailable(this ILogger logger, string requestId, string reason);
}
