using System.Data.Common;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Secrets;

/// <summary>A run seeded with passwords, tokens and names that stand nowhere else: none of them is found where it does not belong.</summary>
public sealed class CanaryTests
{
    private const string Password = "Canarypassword7f3a";
    private const string WrongToken = "canarywrongtoken51c0";
    private const string Name = "Canaryname9b2e";

    // A name belongs into the state and into what subscribers are told.
    private static readonly string[] State = ["users", "user_emails", "groups", "events"];

    [Theory, EveryDatabase]
    public async Task Passwords_and_tokens_are_found_nowhere_and_names_only_in_state_and_events(Database database)
    {
        using var traces = new TraceCapture();
        await using var receiver = await Receiver.StartAsync();
        await using var storage = await TestStorage.CreateAsync(database);
        var answers = new StringBuilder();
        var errors = new StringBuilder();
        string[] secrets;
        LogCapture log;
        string journal;
        await using (var gateway = await TestGateway.StartAsync(storage, ("Logging:LogLevel:Default", "Debug")))
        {
            log = gateway.Log;
            receiver.Answers(500);
            var webhookSecret = (await gateway.HasSubscriberAsync(receiver.Url)).GetProperty("secret").GetString()!;
            secrets = [Password, WrongToken, gateway.Okta.Token, TestGateway.ApiKey, webhookSecret["whsec_".Length..]];

            foreach (var answer in await ConversationAsync(gateway))
            {
                answers.AppendLine(answer.Text);
                if ((int)answer.Status >= 400)
                {
                    errors.AppendLine(answer.Text);
                }
            }

            await receiver.WaitForAsync(all => all.Select(each => each.Event.Type).Distinct().Count() >= 4, "a webhook of each type");
            journal = await JournalAsync(gateway);
        }

        var dump = await storage.DumpAsync();
        var rows = await RowsAsync(storage);
        var bodies = string.Join('\n', receiver.Received.Select(each => Encoding.UTF8.GetString(each.Body)));
        foreach (var secret in secrets)
        {
            IsAbsent(secret, ("the log", log.Text), ("a trace", traces.Text), ("an answer", answers.ToString()), ("the journal", journal), ("the database", dump), ("a webhook", bodies));
        }

        IsAbsent(Name, ("the log", log.Text), ("a trace", traces.Text), ("an error", errors.ToString()), ("the journal", journal));
        var told = rows.Where(row => row.Value.Contains(Name, StringComparison.OrdinalIgnoreCase)).Select(row => row.Key);
        Assert.Equal([], told.Where(table => !State.Any(state => table == state || table.StartsWith(state + "_", StringComparison.Ordinal))));

        // The canaries were alive: where a name belongs, it is.
        Assert.Contains(Name, bodies, StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Key == "users" && row.Value.Contains(Name, StringComparison.Ordinal));
        Assert.NotEmpty(errors.ToString());
    }

    /// <summary>Every way in for a secret: where it belongs, where it does not, and inside what is refused.</summary>
    private static async Task<List<ScimAnswer>> ConversationAsync(TestGateway gateway)
    {
        var okta = gateway.Okta;
        const string schema = "urn:ietf:params:scim:schemas:core:2.0:User";
        object Person(string userName) => new
        {
            schemas = new[] { schema },
            userName,
            externalId = "00uCANARY",
            name = new { givenName = Name, familyName = Name },
            emails = new[] { new { value = userName, primary = true } },
            displayName = Name,
            password = Password,
            active = true,
        };

        var created = await okta.PostAsync("Users", Person($"{Name}@example.com"));
        var user = created.Expect(HttpStatusCode.Created).Id;
        var group = await okta.PostAsync("Groups", new { schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:Group" }, displayName = Name, members = new[] { new { value = user, display = Name } } });
        var wrong = new Dictionary<string, string?> { ["Authorization"] = $"Bearer {WrongToken}" };
        using var wrongKey = new HttpRequestMessage(HttpMethod.Get, "/api/v1/directories") { Headers = { { "Authorization", $"Bearer {WrongToken}" } } };
        return
        [
            created,
            group,
            await okta.FilterAsync("Users", $"userName eq \"{Name}@example.com\""),
            await okta.FilterAsync("Users", $"name.familyName co \"{Name}\""),
            await okta.FilterAsync("Groups", $"displayName eq \"{Name}\""),
            await okta.PostAsync("Users", Person($"{Name}@example.com")),
            await okta.PostAsync("Groups", new { displayName = Name }),
            await okta.PutAsync($"Users/{user}", Person($"{Name}.2@example.com")),
            await okta.PatchAsync($"Users/{user}", new { op = "replace", value = new { password = Password } }),
            await okta.PatchAsync($"Users/{user}", new { op = "replace", path = "password", value = Password }),
            await okta.PatchAsync($"Users/{user}", new { op = "replace", path = "shoeSize", value = Password }),
            await okta.PatchAsync($"Users/{user}", new { op = "replace", path = "active", value = Name }),
            await okta.PatchAsync($"Users/{user}", new { op = "replace", value = new { active = false } }),
            await okta.PostAsync("Users", $$"""{"userName":"{{Name}}","password":"{{Password}}" """),
            await okta.PostAsync("Users", $$"""{"userName":"{{Name}}","password":{"value":"{{Password}}"},"active":"{{Password}}"}"""),
            await okta.PostAsync("Users", $$"""{"userName":"x","password":"{{Password}}\ud800"}"""),
            await okta.GetAsync($"Users?filter={Uri.EscapeDataString($"password eq \"{Password}\"")}"),
            await okta.GetAsync($"Users?filter={Uri.EscapeDataString($"userName eq \"{Name}")}"),
            await okta.GetAsync($"Users?sortBy=password&filter={Uri.EscapeDataString($"userName sw \"{Name}\"")}"),
            await okta.SendAsync(HttpMethod.Get, "Users", headers: wrong),
            await okta.SendAsync(HttpMethod.Post, "Users", Person(Name), wrong),
            await okta.SendAsync(HttpMethod.Get, "Users", headers: new Dictionary<string, string?> { ["Authorization"] = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{WrongToken}")) }),
            await ScimAnswer.ReadAsync(await gateway.Anonymous.SendAsync(wrongKey)),
            await okta.GetAsync($"Users/{user}"),
        ];
    }

    private static async Task<string> JournalAsync(TestGateway gateway)
    {
        var text = "";
        await Until.TrueAsync(
            async () =>
            {
                text = await gateway.Api.GetStringAsync($"requests?directory_id={gateway.Directory.Id}&limit=100");
                return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data").GetArrayLength() >= 15;
            },
            "the journal has the requests");
        return text;
    }

    /// <summary>All rows of each table, as text.</summary>
    private static async Task<Dictionary<string, string>> RowsAsync(TestStorage storage)
    {
        await using var opened = storage.Open();
        await opened.MigrateAsync(CancellationToken.None);
        await using var connection = await opened.OpenAsync(CancellationToken.None);
        var tables = await ReadAsync(connection, storage.Database == Database.Sqlite
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
        var rows = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            rows[table] = string.Join('\n', await ReadAsync(connection, $"SELECT * FROM \"{table}\""));
        }

        return rows;
    }

    private static async Task<List<string>> ReadAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(index => Shown(reader.GetValue(index)))));
        }

        return rows;
    }

    private static string Shown(object value) => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : $"{value}";

    private static void IsAbsent(string canary, params (string Where, string Text)[] places) =>
        Assert.All(places, place =>
        {
            var at = place.Text.IndexOf(canary, StringComparison.OrdinalIgnoreCase);
            Assert.True(at < 0, $"{canary} stands in {place.Where}: …{(at < 0 ? "" : place.Text[Math.Max(0, at - 200)..Math.Min(place.Text.Length, at + 100)])}…");
        });
}
