using Gateway.Core.Ids;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Directories;

internal static partial class DirectoryLog
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Warning, Message = "The last use of SCIM tokens could not be written ({Reason}); it is written with their next use.")]
    public static partial void TokenUseNotWritten(this ILogger logger, string reason);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "The data of the deleted directory {DirectoryId} is purged.")]
    public static partial void Purged(this ILogger logger, DirectoryId directoryId);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "Purging deleted directories paused ({Reason}) and goes on in {Pause}.")]
    public static partial void PurgePaused(this ILogger logger, string reason, TimeSpan pause);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Information, Message = "The configuration declares the directory {DirectoryId}, which Okta reaches under /scim/v2/{Slug}.")]
    public static partial void Declared(this ILogger logger, DirectoryId directoryId, string slug);
}
