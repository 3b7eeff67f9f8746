namespace Gateway.Core.Webhooks;

/// <summary>Where a delivery stands; see docs/delivery-states.md.</summary>
public enum DeliveryState
{
    /// <summary>Its next attempt has a time, or the subscriber is being caught up with.</summary>
    Waiting,

    /// <summary>An earlier delivery about the same user or group comes first.</summary>
    Blocked,

    /// <summary>The subscriber is paused or disabled, or the directory is paused.</summary>
    Held,

    /// <summary>Nothing is in its way: an attempt is under way or about to begin.</summary>
    Sending,

    /// <summary>Accepted with a 2xx.</summary>
    Delivered,

    /// <summary>Every attempt of the schedule failed. It is kept, may be sent again, and is in nobody's way.</summary>
    Exhausted,

    /// <summary>The subscriber's own filter did not want it.</summary>
    Filtered,
}

/// <summary>The spelling of <see cref="DeliveryState"/>: the same words in lower case.</summary>
public static class DeliveryStates
{
    public static string ToText(this DeliveryState state) => state switch
    {
        DeliveryState.Waiting => "waiting",
        DeliveryState.Blocked => "blocked",
        DeliveryState.Held => "held",
        DeliveryState.Sending => "sending",
        DeliveryState.Delivered => "delivered",
        DeliveryState.Exhausted => "exhausted",
        _ => "filtered",
    };

    /// <summary>Reads what <see cref="ToText"/> writes; null for anything else.</summary>
    public static DeliveryState? Find(string? text) =>
        Enum.GetValues<DeliveryState>().Cast<DeliveryState?>().FirstOrDefault(state => state!.Value.ToText() == text);

    /// <summary>Whether nothing more happens to it by itself.</summary>
    public static bool IsSettled(this DeliveryState state) => state is DeliveryState.Delivered or DeliveryState.Exhausted or DeliveryState.Filtered;
}
