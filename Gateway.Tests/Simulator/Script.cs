using System.Text;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Simulator.Expectations;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;
using ReceivedWebhook = Gateway.Simulator.Subscriber.ReceivedWebhook;

namespace Gateway.Tests.Simulator;

/// <summary>A conversation on paper: what Okta told, request by request, and the webhooks that a right gateway sends for it.</summary>
internal sealed class Script
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly EventDirectory Acme = new() { Id = "dir_0123456789abcdefghjkmnpqrs", Name = "Acme" };

    private readonly List<ExpectedEvent> expected = [];
    private Told told = Told.Nothing;
    private int tick;

    public IReadOnlyList<ExpectedEvent> Expected => expected;

    public Told Told => told;

    public static ToldUser Jane { get; } = new("00uJane", "usr_jane", new OktaProfile("jane@example.com", "Jane", "Doe", "jane@example.com", "Jane Doe", "en-US", "Sales"), Active: true);

    public static ToldUser Zoe { get; } = new("00uZoe", "usr_zoe", new OktaProfile("zoe@example.com", "Zoë", "Ünal", "zoe@example.com", "Zoë Ünal", "en-US", "Finance"), Active: true);

    public static ToldGroup Engineering { get; } = new("00gEng", "grp_eng", "Engineering", Told.NoMembers);

    /// <summary>One request and what Okta has told after it.</summary>
    public Script Tells(Func<Told, Told> change) => TellsAtOnce(change);

    /// <summary>Requests that were under way at the same time: none precedes another.</summary>
    public Script TellsAtOnce(params Func<Told, Told>[] changes)
    {
        var sent = ++tick;
        foreach (var change in changes)
        {
            var exchange = new ScimExchange { Request = ScimRequest.Get("/", "script"), Status = 200, Text = "", Sent = sent, Answered = sent + changes.Length };
            var before = told;
            told = change(before);
            expected.AddRange(ExpectedEvents.Between(before, told, exchange));
        }

        tick += changes.Length;
        return this;
    }

    /// <summary>The webhooks that a right gateway sends, in the order of what Okta did.</summary>
    public List<ReceivedWebhook> Webhooks() => [.. expected.Select((one, index) => Webhook(one, index))];

    public Verdict Judge(IEnumerable<ReceivedWebhook> received) =>
        new WebhookJudge(Acme).Judge(expected, [.. received.Select((webhook, index) => webhook with { Arrival = index + 1 })], ["Secret1"]);

    /// <summary>The same webhook with another text in its body, as from a gateway that says it wrongly.</summary>
    public static ReceivedWebhook Saying(ReceivedWebhook webhook, string instead, string text)
    {
        Assert.Contains(instead, webhook.Text, StringComparison.Ordinal);
        var changed = webhook.Text.Replace(instead, text, StringComparison.Ordinal);
        return webhook with { Text = changed, Body = JsonDocument.Parse(changed).RootElement.Clone() };
    }

    private static ReceivedWebhook Webhook(ExpectedEvent one, int index)
    {
        var id = $"evt_{index}";
        var told = new GatewayEvent
        {
            Id = id,
            Type = one.Type,
            Timestamp = Now,
            Sequence = 100 + index,
            Directory = Acme,
            Source = "scim",
            Cause = $"req_{one.Cause.Sent}_{System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(one.Cause)}",
            Data = new EventData
            {
                User = one.User is not { } user ? null : new UserPayload
                {
                    Id = user.ScimId,
                    IdpId = user.OktaId,
                    UserName = user.Profile.UserName,
                    Email = user.Profile.Email,
                    FirstName = user.Profile.GivenName,
                    LastName = user.Profile.FamilyName,
                    DisplayName = user.Profile.DisplayName,
                    State = user.Active ? UserStates.Active : UserStates.Inactive,
                    CustomAttributes = new Dictionary<string, JsonElement> { ["department"] = JsonSerializer.SerializeToElement(user.Profile.Department) },
                    CreatedAt = Now,
                    UpdatedAt = Now,
                },
                Group = one.Group is not { } group ? null : new GroupPayload { Id = group.ScimId, DisplayName = group.Name, CreatedAt = Now, UpdatedAt = Now },
                Changes = one.Changes.Count == 0 ? null : one.Changes.ToDictionary(
                    change => change.Path,
                    change => new AttributeChange { From = JsonSerializer.Deserialize<JsonElement>(change.From), To = JsonSerializer.Deserialize<JsonElement>(change.To) }),
            },
        };

        var text = Encoding.UTF8.GetString(told.ToUtf8Json());
        return new ReceivedWebhook
        {
            Arrival = index + 1,
            ReceivedAt = Now.AddSeconds(1),
            Id = id,
            ContentType = "application/json; charset=utf-8",
            Text = text,
            Body = JsonDocument.Parse(text).RootElement.Clone(),
        };
    }
}
