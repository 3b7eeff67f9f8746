namespace Gateway.Web.Scim;

internal static partial class ScimLog
{
    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "Request {RequestId} met a database that cannot be reached ({Failure}); answered 429.")]
    public static partial void DatabaseUnavailable(this ILogger logger, string requestId, string failure);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "Request {RequestId} failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "Request {RequestId} put a group without its members, which Okta always sends; they are kept.")]
    public static partial void MembersNotSent(this ILogger logger, string requestId);
}
