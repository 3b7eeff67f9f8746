using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Gateway.Tests.Hostile;

/// <summary>Whatever is sent: an answer in SCIM's form that says what is wrong, nothing stored, nothing told, and the next request is served.</summary>
public sealed class HostileInputTests(SharedGateways gateways) : IClassFixture<SharedGateways>
{
    public static TheoryData<string, Database> Cases()
    {
        var cases = new TheoryData<string, Database>();
        foreach (var name in HostileInput.All.Keys)
        {
            foreach (var database in Enum.GetValues<Database>())
            {
                cases.Add(name, database);
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Is_refused_in_words_and_changes_nothing(string input, Database database)
    {
        var gateway = await gateways.OnAsync(database);
        var hostile = HostileInput.All[input];
        var directory = await gateway.HasDirectoryAsync("Hostile");
        var okta = directory.Okta;
        var user = await gateway.HasUserAsync("jane@example.com", okta: okta);
        var group = (await okta.PostAsync("Groups", """{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Eng"}""")).Expect(HttpStatusCode.Created).Id;
        var before = await StateAsync(gateway, directory);

        var path = hostile.Path.Replace("{user}", user.Id, StringComparison.Ordinal).Replace("{group}", group, StringComparison.Ordinal);
        var answer = await okta.SendAsync(new HttpMethod(hostile.Method), path, hostile.Body, hostile.Headers);

        Assert.True(hostile.Statuses.Contains((int)answer.Status), $"Expected {string.Join(" or ", hostile.Statuses)}, got {(int)answer.Status}: {answer.Text}");
        if (!hostile.BeforeTheGateway)
        {
            IsScimError(hostile, answer);
        }

        if (hostile.NotEchoed is not null)
        {
            Assert.DoesNotContain(hostile.NotEchoed, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(hostile.NotEchoed, gateway.Log.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await StateAsync(gateway, directory));
    }

    [Theory, EveryDatabase]
    public async Task Another_directory_s_token_and_an_unknown_directory_are_answered_like_a_wrong_token(Database database)
    {
        var gateway = await gateways.OnAsync(database);
        var mine = await gateway.HasDirectoryAsync("Mine");
        var other = await gateway.HasDirectoryAsync("Other");
        var nobody = mine.Okta.BasePath[..(mine.Okta.BasePath.LastIndexOf('/') + 1)] + "nobody-has-this-one";

        var wrong = await mine.Okta.SendAsync(HttpMethod.Get, "Users", headers: Bearer("wrong"));
        var foreign = await mine.Okta.SendAsync(HttpMethod.Get, "Users", headers: Bearer(other.Okta.Token));
        var unknown = await mine.Okta.SendAsync(HttpMethod.Get, $"{nobody}/Users", headers: Bearer(mine.Okta.Token));

        Assert.All([wrong, foreign, unknown], answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.Status));
        Assert.Equal(wrong.Text, foreign.Text);
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.Equal(HttpStatusCode.OK, (await mine.Okta.GetAsync("Users")).Status);
    }

    [Theory, EveryDatabase]
    public async Task Counts_and_indexes_beyond_all_reason_are_brought_back_to_it(Database database)
    {
        var gateway = await gateways.OnAsync(database);
        var okta = (await gateway.HasDirectoryAsync("Counts")).Okta;
        await gateway.HasUserAsync("jane@example.com", okta: okta);

        foreach (var (query, returned, startIndex) in new[]
        {
            ("count=1000000", 1, 1), ("count=-5", 0, 1), ("count=0", 0, 1), ("startIndex=-7", 1, 1), ("startIndex=0", 1, 1),
            ("startIndex=2147483648&count=2147483648", 0, int.MaxValue),
        })
        {
            var answer = (await okta.GetAsync($"Users?{query}")).Expect(HttpStatusCode.OK).Body;
            Assert.Equal(returned, answer.GetProperty("Resources").GetArrayLength());
            Assert.Equal(1, answer.GetProperty("totalResults").GetInt32());
            if (startIndex == 1)
            {
                Assert.Equal(1, answer.GetProperty("startIndex").GetInt32());
            }
        }
    }

    private static void IsScimError(HostileInput hostile, ScimAnswer answer)
    {
        Assert.StartsWith("application/scim+json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(((int)answer.Status).ToString(CultureInfo.InvariantCulture), answer.Body.GetProperty("status").GetString());
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", answer.Body.GetProperty("schemas")[0].GetString());
        Assert.False(string.IsNullOrWhiteSpace(answer.Body.GetProperty("detail").GetString()));
        Assert.True(answer.Text.Length < 2000, $"{answer.Text.Length} characters are no sentence.");
        if (hostile.ScimTypes.Length > 0)
        {
            Assert.Contains(answer.Body.TryGetProperty("scimType", out var type) ? type.GetString() : null, hostile.ScimTypes);
        }

        if (hostile.Allow is not null)
        {
            Assert.Equal(hostile.Allow.Split(", ").Order(), answer.Headers["Allow"].Split(", ").Order());
        }
    }

    private static Dictionary<string, string?> Bearer(string token) => new() { ["Authorization"] = $"Bearer {token}" };

    /// <summary>All that a directory shows: its users, its groups, its events.</summary>
    private static async Task<string> StateAsync(TestGateway gateway, TestDirectory directory) => JsonSerializer.Serialize(new
    {
        Users = (await directory.Okta.GetAsync("Users?count=1000")).Expect(HttpStatusCode.OK).Text,
        Groups = (await directory.Okta.GetAsync("Groups?count=1000")).Expect(HttpStatusCode.OK).Text,
        Events = (await gateway.EventsAsync(directory.Id)).Select(each => each.Id),
    });
}
