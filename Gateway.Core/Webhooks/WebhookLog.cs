using Microsoft.Extensions.Logging;

namespace Gateway.Core.Webhooks;

/// <summary>What the gateway says about deliveries: ids only.</summary>
public static partial class WebhookLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Information,
        Message = "This process delivers to {Count} subscribers as {Worker}.")]
    public static partial void SubscribersTaken(this ILogger logger, int count, string worker);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning,
        Message = "Delivery {DeliveryId} failed on attempt {Attempt}: {Reason} It is now {State}.")]
    public static partial void AttemptFailed(this ILogger logger, string deliveryId, int attempt, string reason, string state);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning,
        Message = "Subscriber {SubscriberId} is disabled: {Reason} Its deliveries are held until an operator makes it active.")]
    public static partial void SubscriberDisabled(this ILogger logger, string subscriberId, string reason);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Warning,
        Message = "Another worker delivers to subscriber {SubscriberId} now; what this process had not recorded is sent again there.")]
    public static partial void SubscriberLost(this ILogger logger, string subscriberId);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Error,
        Message = "The dispatcher's {Part} failed and tries again in {Pause}.")]
    public static partial void DispatcherFailed(this ILogger logger, Exception exception, string part, TimeSpan pause);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Error,
        Message = "The secrets of subscriber {SubscriberId} cannot be read with this process's Data Protection keys; its deliveries wait.")]
    public static partial void SecretsUnreadable(this ILogger logger, Exception exception, string subscriberId);

    [LoggerMessage(EventId = 4007, Level = LogLevel.Warning,
        Message = "This worker was not heard of for too long; its subscribers may have gone to others. It begins anew as {Worker}.")]
    public static partial void WorkerForgotten(this ILogger logger, string worker);

    [LoggerMessage(EventId = 4008, Level = LogLevel.Information,
        Message = "{Count} deliveries that were under way are left to the next start.")]
    public static partial void LeftUnderWay(this ILogger logger, int count);
}
