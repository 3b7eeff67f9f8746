using Gateway.Core.Ids;
using Microsoft.Extensions.Logging;

namespace Gateway.Core.Identities;

internal static partial class IdentityLog
{
    [LoggerMessage(EventId = 2002, Level = LogLevel.Warning, Message = "The {Kind} of directory {DirectoryId} could not be counted ahead ({Failure}); lists count them one by one, and the next list tries again.")]
    public static partial void ListNotClosed(this ILogger logger, DirectoryId directoryId, string kind, string failure);
}
