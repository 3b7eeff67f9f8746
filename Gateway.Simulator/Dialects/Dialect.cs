using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Dialects;

/// <summary>How one kind of Okta app integration says what an administrator did. What all kinds say alike is here.</summary>
internal abstract class Dialect(OktaApp app)
{
    /// <summary>Okta's constant page size outside of the connection test.</summary>
    protected const int PageSize = 100;

    /// <summary>How many of each kind an import reads one by one; the lists are read whole.</summary>
    private const int Sample = 20;

    public abstract string Name { get; }

    protected OktaApp App { get; } = app;

    /// <summary>"Test Connector Configuration": two constant requests.</summary>
    public async Task TestConnectionAsync(CancellationToken cancellationToken)
    {
        await App.AskAsync(
            ScimRequest.Get("/Users?startIndex=1&count=2", "test the connection"),
            answer => AnswerChecks.IsList(answer, 1, App.Told.Users.Count), cancellationToken);
        await App.AskAsync(
            ScimRequest.Get("/Groups?startIndex=1&count=100", "test the connection"),
            answer => AnswerChecks.IsList(answer, 1, App.Told.Groups.Count), cancellationToken);
    }

    /// <summary>The same after a slip of the hand: the token is not one of this directory.</summary>
    public Task TestConnectionWithWrongTokenAsync(CancellationToken cancellationToken) =>
        App.AskWithWrongTokenAsync(
            ScimRequest.Get("/Users?startIndex=1&count=2", "with a mistyped token"),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), cancellationToken);

    /// <summary>Assigns the app to a person whom the gateway does not know.</summary>
    public async Task AssignAsync(OktaUser user, CancellationToken cancellationToken)
    {
        await FindUserAsync(user, user.Profile.UserName, hits: 0, cancellationToken);
        await CreateAsync(user, 201, cancellationToken);
    }

    /// <summary>An Okta account that was deactivated comes back: Okta has lost the link and creates again, with the same <c>externalId</c>.</summary>
    public Task AssignAgainAsync(OktaUser user, CancellationToken cancellationToken) => CreateAsync(user, 200, cancellationToken);

    public abstract Task UpdateProfileAsync(OktaUser user, CancellationToken cancellationToken);

    /// <summary>A profile push that changes the name by which Okta looks the person up.</summary>
    public abstract Task UpdateUserNameAsync(OktaUser user, CancellationToken cancellationToken);

    public abstract Task DeactivateAsync(OktaUser user, CancellationToken cancellationToken);

    public abstract Task ReactivateAsync(OktaUser user, CancellationToken cancellationToken);

    public abstract Task PushGroupAsync(OktaGroup group, CancellationToken cancellationToken);

    public abstract Task RenameGroupAsync(OktaGroup group, CancellationToken cancellationToken);

    public abstract Task UpdateMembersAsync(OktaGroup group, CancellationToken cancellationToken);

    /// <summary>"Push Now": the whole member list, over whatever is there.</summary>
    public abstract Task PushNowAsync(OktaGroup group, CancellationToken cancellationToken);

    /// <summary>"Unlink", and delete the group in the target app.</summary>
    public Task DeleteGroupAsync(OktaGroup group, CancellationToken cancellationToken) =>
        App.TellAsync(
            ScimRequest.Delete($"/Groups/{App.Linked(group).ScimId}", $"delete \"{group.Name}\""),
            answer => AnswerChecks.HasStatus(answer, 204),
            (told, _) => told.WithoutGroup(group.Id), cancellationToken);

    /// <summary>Asks by userName, as Okta does before it creates or links.</summary>
    public Task<ScimExchange> FindUserAsync(OktaUser user, string userName, int hits, CancellationToken cancellationToken) =>
        App.AskAsync(
            ScimRequest.Get(Filter("/Users", "userName", userName), $"is {userName} there?"),
            answer => [.. AnswerChecks.IsList(answer, 1, hits), .. hits == 1 ? IsLinked(answer, user) : []], cancellationToken);

    /// <summary>An import: every page of users and groups, compared with what was told.</summary>
    public async Task ImportAsync(CancellationToken cancellationToken)
    {
        await ImportAsync("/Users", [.. App.Told.Users.Values.Select(user => user.ScimId)], cancellationToken);
        await ImportAsync("/Groups", [.. App.Told.Groups.Values.Select(group => group.ScimId)], cancellationToken);

        foreach (var user in App.Told.Users.Values.Take(Sample))
        {
            await App.AskAsync(
                ScimRequest.Get($"/Users/{user.ScimId}", $"read {user.Profile.UserName}"),
                answer => AnswerChecks.IsUser(answer, user.OktaId, user.Profile, user.Active, 200), cancellationToken);
        }

        foreach (var group in App.Told.Groups.Values.Take(Sample))
        {
            await App.AskAsync(
                ScimRequest.Get($"/Groups/{group.ScimId}", $"read \"{group.Name}\""),
                answer => AnswerChecks.IsGroup(answer, group.Name, ScimIds(group.Members), 200), cancellationToken);
        }
    }

    /// <summary>How this kind writes a space in a query: older captures have <c>+</c>, newer ones <c>%20</c>.</summary>
    protected abstract string Space { get; }

    protected string Filter(string path, string attribute, string value)
    {
        var literal = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var filter = Uri.EscapeDataString($"{attribute} eq \"{literal}\"").Replace("%20", Space, StringComparison.Ordinal);
        return $"{path}?filter={filter}&startIndex=1&count={PageSize.ToString(CultureInfo.InvariantCulture)}";
    }

    protected Task<ScimExchange> FindGroupAsync(OktaGroup group, CancellationToken cancellationToken) =>
        App.AskAsync(
            ScimRequest.Get(Filter("/Groups", "displayName", group.Name), $"is \"{group.Name}\" there?"),
            answer => AnswerChecks.IsList(answer, 1, App.Told.Groups.ContainsKey(group.Id) ? 1 : 0), cancellationToken);

    /// <summary>Creates the group with these members and links it.</summary>
    protected Task CreateGroupAsync(OktaGroup group, IReadOnlyList<OktaUser> members, CancellationToken cancellationToken) =>
        App.TellAsync(
            ScimRequest.Post("/Groups", Bodies.NewGroup(group, Linked(members)), $"create \"{group.Name}\", {People(members.Count)}"),
            answer => AnswerChecks.IsGroup(answer, group.Name, null, 201),
            (told, answer) => told.With(new ToldGroup(group.Id, IdOf(answer), group.Name, Ids(members))), cancellationToken);

    protected async Task<JsonObject> ReadUserAsync(OktaUser user, CancellationToken cancellationToken)
    {
        var told = App.Linked(user);
        var answer = await App.AskAsync(
            ScimRequest.Get($"/Users/{told.ScimId}", $"read {told.Profile.UserName}"),
            exchange => AnswerChecks.IsUser(exchange, told.OktaId, told.Profile, told.Active, 200), cancellationToken);
        return answer.Answer is { } resource && JsonNode.Parse(resource.GetRawText()) is JsonObject read
            ? read
            : throw new ConversationBrokenException($"GET /Users/{told.ScimId} answered no user, so Okta has nothing to write over.");
    }

    /// <summary>GET, then PUT of the same with the mapped attributes written over it.</summary>
    protected async Task ReadAndWriteAsync(OktaUser user, bool? active, string says, CancellationToken cancellationToken)
    {
        var read = await ReadUserAsync(user, cancellationToken);
        var told = App.Linked(user);
        var next = told with { Profile = user.Profile, Active = active ?? told.Active };
        await App.TellAsync(
            ScimRequest.Put($"/Users/{told.ScimId}", Bodies.Echo(read, user, active), says),
            answer => AnswerChecks.IsUser(answer, next.OktaId, next.Profile, next.Active, 200),
            (before, _) => before.With(next), cancellationToken);
    }

    protected IReadOnlyList<ToldUser> Linked(IEnumerable<OktaUser> users) => [.. users.Select(App.Linked)];

    protected static ImmutableSortedSet<string> Ids(IEnumerable<OktaUser> users) => Told.NoMembers.Union(users.Select(user => user.Id));

    protected IReadOnlyList<string> ScimIds(IEnumerable<string> oktaIds) => [.. oktaIds.Select(id => App.Told.Users[id].ScimId)];

    protected static string People(int count) =>
        count switch { 0 => "no members", 1 => "1 member", _ => string.Create(CultureInfo.InvariantCulture, $"{count} members") };

    private Task<ScimExchange> CreateAsync(OktaUser user, int status, CancellationToken cancellationToken)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        App.KeepSecret(password);
        return App.TellAsync(
            ScimRequest.Post("/Users", Bodies.NewUser(user, password), $"create {user.Profile.UserName}"),
            answer => AnswerChecks.IsUser(answer, user.Id, user.Profile, active: true, status == 201 ? [201] : [200, 201]),
            (told, answer) => told.With(new ToldUser(user.Id, IdOf(answer), user.Profile, Active: true)), cancellationToken);
    }

    private IEnumerable<string> IsLinked(ScimExchange answer, OktaUser user) =>
        App.Told.Users.TryGetValue(user.Id, out var told) && AnswerChecks.Resources(answer).Any(found => found.StringOf("id") != told.ScimId)
            ? [$"the filter found another id than {told.ScimId}"]
            : [];

    private async Task ImportAsync(string path, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<string?>();
        for (var start = 1; ; start += PageSize)
        {
            var page = string.Create(CultureInfo.InvariantCulture, $"{path}?startIndex={start}&count={PageSize}");
            var from = start;
            var answer = await App.AskAsync(
                ScimRequest.Get(page, "import"),
                exchange =>
                [
                    .. AnswerChecks.IsList(exchange, from, ids.Count),
                    .. from + PageSize > ids.Count ? SamePeople([.. found, .. IdsOf(exchange)], ids) : [],
                ],
                cancellationToken);
            found.AddRange(IdsOf(answer));
            if (start + PageSize > ids.Count)
            {
                return;
            }
        }
    }

    private static IEnumerable<string> SamePeople(IReadOnlyList<string?> found, IReadOnlyList<string> expected) =>
        found.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal), StringComparer.Ordinal)
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"the import found {found.Count} resources, which are not the {expected.Count} that were pushed")];

    private static IEnumerable<string?> IdsOf(ScimExchange exchange) => AnswerChecks.Resources(exchange).Select(resource => resource.StringOf("id"));

    private static string IdOf(ScimExchange answer) =>
        answer.Answer?.StringOf("id") is { Length: > 0 } id
            ? id
            : throw new ConversationBrokenException($"{answer.Request.Method} {answer.Request.Target} was answered {answer.Status} without \"id\", so Okta cannot link it.");
}
