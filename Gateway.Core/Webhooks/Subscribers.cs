using System.Globalization;
using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;
using Gateway.Core.Events;
using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>What an operator does with subscribers.</summary>
public sealed class Subscribers(SubscriberStore store, SubscriberSecrets secrets, AddressGuard guard, Holds holds, OperatorSignal signal, TimeProvider time)
{
    /// <summary>Lists are cut to this.</summary>
    public const int MaximumPage = 1000;
    private const int OwedPerDelete = 5000;
    private const int MaximumOrganization = 200;

    /// <summary>Registers a subscriber; from now on events owe it deliveries. Nothing is sent to its address. The secret is answered
    /// this once.</summary>
    public async Task<WebhookResult<RegisteredSubscriber>> CreateAsync(NewSubscriber asked, CancellationToken cancellationToken)
    {
        var error = SubscriberUrl.Check(asked.Url, guard)
            ?? CheckTypes(asked.EventTypes)
            ?? CheckOrganization(asked.Organization)
            ?? CheckSecret(asked.Secret);
        if (error is not null)
        {
            return error;
        }

        if (asked.DirectoryId is { } directory && !await store.DirectoryExistsAsync(directory, cancellationToken))
        {
            return WebhookError.Invalid("directory_id", $"directory_id names no directory: there is no {directory}.");
        }

        var now = time.GetUtcNow();
        var secret = asked.Secret ?? WebhookSecret.New().Reveal();
        var subscriber = new Subscriber
        {
            Id = SubscriberId.From(Guid.CreateVersion7(now)),
            Number = 0,
            Url = asked.Url!,
            DirectoryId = asked.DirectoryId,
            Organization = asked.Organization,
            EventTypes = Sorted(asked.EventTypes),
            State = SubscriberState.Active,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var number = await store.InsertAsync(subscriber, secrets.Protect(secret), cancellationToken);
        signal.Ring();
        return new RegisteredSubscriber(subscriber with { Number = number }, secret);
    }

    public Task<Subscriber?> FindAsync(SubscriberId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <summary>Oldest first. An unreadable cursor begins anew.</summary>
    /// <param name="directory">Only those of one directory; null: all.</param>
    /// <param name="after">The <see cref="WebhookPage{T}.Next"/> of the page before; null: the first page.</param>
    /// <param name="limit">At most so many; 1 to <see cref="MaximumPage"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    public async Task<WebhookPage<Subscriber>> ListAsync(DirectoryId? directory, string? after, int limit, CancellationToken cancellationToken)
    {
        limit = Math.Clamp(limit, 1, MaximumPage);
        var position = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var found = await store.ListAsync(directory, position, limit + 1, cancellationToken);
        return found.Count <= limit
            ? new WebhookPage<Subscriber>(found, null)
            : new WebhookPage<Subscriber>([.. found.Take(limit)], found[limit - 1].Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Changes what is named and leaves the rest. What it already owes stays owed, also if a type is no longer wanted.</summary>
    public async Task<WebhookResult<Subscriber>> ChangeAsync(SubscriberId id, SubscriberChange change, CancellationToken cancellationToken)
    {
        var error = (change.Url is null ? null : SubscriberUrl.Check(change.Url, guard))
            ?? CheckTypes(change.EventTypes)
            ?? (change.State is SubscriberState.Disabled
                ? WebhookError.Invalid("state", "state can be set to active or paused; only the gateway disables a subscriber.")
                : null);
        if (error is not null)
        {
            return error;
        }

        var reason = change.State == SubscriberState.Paused ? "Paused by an operator." : null;
        var asked = change with { EventTypes = change.EveryEventType ? null : Sorted(change.EventTypes) };
        if (await store.UpdateAsync(id, asked, reason, time.GetUtcNow(), cancellationToken) is not { } after)
        {
            return Unknown(id);
        }

        if (change.State is not null)
        {
            holds.Set(id, after.State != SubscriberState.Active); // Before the answer: from then on this process begins no attempt.
        }

        signal.Ring();
        return after;
    }

    /// <summary>Removes a subscriber and what it was owed; false if there is none. The owed rows go in portions, so that nothing waits
    /// for a million of them; should the process end meanwhile, the worker sweeps up the rest.</summary>
    public async Task<bool> DeleteAsync(SubscriberId id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } subscriber || !await store.DeleteAsync(id, cancellationToken))
        {
            return false;
        }

        signal.Ring();
        while (await store.DeleteOwedAsync(subscriber.Number, OwedPerDelete, cancellationToken) == OwedPerDelete)
        {
        }

        return true;
    }

    private static WebhookError Unknown(SubscriberId id) => WebhookError.NotFound($"There is no subscriber {id}.");

    private static string[]? Sorted(IReadOnlyList<string>? types) => types is null ? null : [.. types.Distinct().Order(StringComparer.Ordinal)];

    private static WebhookError? CheckTypes(IReadOnlyList<string>? types)
    {
        if (types is null)
        {
            return null;
        }

        if (types.Count == 0)
        {
            return WebhookError.Invalid("event_types", "event_types is empty: name at least one type, or leave it out for every type.");
        }

        return types.Any(type => !EventTypes.All.Contains(type))
            ? WebhookError.Invalid("event_types", $"event_types contains an unknown type; known are {string.Join(", ", EventTypes.All)}.")
            : null;
    }

    private static WebhookError? CheckOrganization(string? organization) =>
        organization is null || (organization.Length is > 0 and <= MaximumOrganization && !organization.Any(char.IsControl))
            ? null
            : WebhookError.Invalid("organization", $"organization must be 1 to {MaximumOrganization} characters.");

    private static WebhookError? CheckSecret(string? secret) =>
        secret is null || (secret.StartsWith(WebhookSecret.Prefix, StringComparison.Ordinal) && WebhookSecret.TryParse(secret, out _))
            ? null
            : WebhookError.Invalid("secret", $"secret must be whsec_ followed by the base64 of {WebhookSecret.MinimumBytes} to {WebhookSecret.MaximumBytes} bytes.");
}
