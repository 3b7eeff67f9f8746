using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Recordings;

/// <summary>Plays a recording against a directory of its own and asserts all of it: each answer, and after each step every event that the
/// directory got, no more and no less.</summary>
public sealed class Replay(Recording recording, TestGateway gateway, TestDirectory directory)
{
    private const string ErrorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";
    private const string ListSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private readonly Captures captures = new();
    private readonly StringBuilder everything = new();
    private int told;
    private string at = "";

    public async Task RunAsync()
    {
        captures["directory"] = directory.Id;
        captures["token"] = directory.Okta.Token;
        captures["slug"] = directory.Okta.BasePath.Split('/')[^1];
        captures["basic"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{captures["slug"]}:{directory.Okta.Token}"));

        foreach (var step in recording.Given)
        {
            at = $"given: {step.Does}";
            await SendAsync(step with { Answer = step.Answer ?? new Recording.Answer { Status = new JsonArray(200, 201, 204) } });
        }

        told = (await gateway.EventsAsync(directory.Id)).Count;
        foreach (var (number, step) in recording.Steps.Index())
        {
            at = $"step {number + 1}: {step.Does}";
            var refused = await SendAsync(step);
            await CheckEventsAsync(step, refused);
        }

        foreach (var step in recording.Then)
        {
            at = $"then: {step.Does}";
            await SendAsync(step);
            await CheckEventsAsync(step, 0);
        }

        await CheckSecretsAsync();
    }

    /// <summary>Returns how many requests succeeded before the one that the step waits for (<see cref="Recording.Step.Until"/>).</summary>
    private async Task<int> SendAsync(Recording.Step step)
    {
        if (step.Together is { } together)
        {
            var answers = await Task.WhenAll(together.Select(each => ExchangeAsync(each)));
            foreach (var (each, answer) in together.Zip(answers))
            {
                Capture(each, answer);
                Check(each, answer);
            }

            if (step.Statuses is { } statuses)
            {
                Assert.True(
                    statuses.Order().SequenceEqual(answers.Select(answer => (int)answer.Status).Order()),
                    Said($"expected the statuses {string.Join(", ", statuses)}, got {string.Join(" | ", answers.Select(answer => $"{(int)answer.Status} {answer.Text}"))}"));
            }

            return 0;
        }

        if (step.Times is { } times)
        {
            var collected = step.Capture.ToDictionary(capture => capture.Key, _ => new JsonArray());
            for (var n = 1; n <= times; n++)
            {
                captures["n"] = n.ToString(CultureInfo.InvariantCulture);
                var each = await ExchangeAsync(step);
                Check(step, each);
                foreach (var (name, path) in step.Capture)
                {
                    collected[name].Add(JsonPaths.Find(Body(each), path)?.DeepClone());
                }
            }

            foreach (var (name, values) in collected)
            {
                captures[name] = values;
            }

            return 0;
        }

        if (step.Until is { } until)
        {
            for (var n = 1; n <= 1000; n++)
            {
                captures["n"] = n.ToString(CultureInfo.InvariantCulture);
                var each = await ExchangeAsync(step);
                if ((int)each.Status == until)
                {
                    Check(step, each);
                    return n - 1;
                }

                Assert.True((int)each.Status is >= 200 and < 300, Said($"answered {(int)each.Status} on the way to {until}: {each.Text}"));
            }

            Assert.Fail(Said($"1,000 requests, and none was answered {until}"));
        }

        var only = await ExchangeAsync(step);
        Capture(step, only);
        Check(step, only);
        return 0;
    }

    private async Task<ScimAnswer> ExchangeAsync(Recording.Step step)
    {
        while (true)
        {
            var request = step.Request ?? throw new InvalidDataException(Said("the step has no request"));
            var path = captures.Fill(request.Path);
            var body = request.Echo is { } echo ? Echo(request, echo) : captures.Fill(request.Body);
            ScimAnswer answer;
            if (request.Api)
            {
                using var message = new HttpRequestMessage(new HttpMethod(request.Method), path) { Content = body is null ? null : JsonContent.Create(body) };
                answer = await ScimAnswer.ReadAsync(await gateway.Api.SendAsync(message));
            }
            else
            {
                var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value is { } value ? captures.Fill(value) : null);
                answer = await directory.Okta.SendAsync(new HttpMethod(request.Method), path.TrimStart('/'), body, headers);
                CheckEnvelope(answer);
            }

            everything.AppendLine(answer.Text);
            if (step.Patient && (int)answer.Status == 429)
            {
                await Task.Delay(TimeSpan.FromSeconds(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture)));
                continue;
            }

            return answer;
        }
    }

    private JsonObject Echo(Recording.Request request, string name)
    {
        var body = captures[name]!.DeepClone().AsObject();
        foreach (var attribute in request.Without)
        {
            body.Remove(attribute);
        }

        foreach (var (attribute, value) in captures.Fill(request.With)?.AsObject() ?? [])
        {
            body[attribute] = value?.DeepClone();
        }

        return body;
    }

    /// <summary>What every answer of the receiver owes, whatever was asked (OV-11, OV-12, RFC 7644 §3.12).</summary>
    private void CheckEnvelope(ScimAnswer answer)
    {
        if ((int)answer.Status is 204 or 304)
        {
            Assert.True(answer.Text.Length == 0, Said($"{(int)answer.Status} with a body: {answer.Text}"));
            return;
        }

        Assert.True(answer.Headers.GetValueOrDefault("Content-Type", "").StartsWith("application/scim+json", StringComparison.Ordinal), Said($"{(int)answer.Status} as {answer.Headers.GetValueOrDefault("Content-Type")}: {answer.Text}"));
        var body = Body(answer);
        if ((int)answer.Status >= 400)
        {
            Assert.Null(Matching.Difference(
                new JsonObject { ["schemas"] = new JsonArray(ErrorSchema), ["status"] = ((int)answer.Status).ToString(CultureInfo.InvariantCulture), ["detail"] = new JsonObject { ["$is"] = "text" } },
                body) is { } wrong ? Said($"not a SCIM error: {wrong}") : null);
        }
        else if (body?["schemas"]?.ToJsonString() == $"[\"{ListSchema}\"]")
        {
            var number = new JsonObject { ["$is"] = "integer" };
            Assert.Null(Matching.Difference(
                new JsonObject { ["totalResults"] = number.DeepClone(), ["startIndex"] = number.DeepClone(), ["itemsPerPage"] = body["Resources"]!.AsArray().Count }, body) is { } wrong ? Said($"not a list: {wrong}") : null);
            Assert.True(body["totalResults"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number && body["startIndex"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number, Said("numbers of a list are JSON numbers"));
            Assert.True(body["Resources"]!.AsArray().All(resource => resource!["schemas"] is JsonArray { Count: > 0 }), Said("a listed resource has no schemas"));
        }
    }

    private void Check(Recording.Step step, ScimAnswer answer)
    {
        if (step.Answer is not { } expected)
        {
            Assert.True(step.Request?.Api != true || (int)answer.Status < 300, Said($"the management API answered {(int)answer.Status}: {answer.Text}"));
            return;
        }

        var allowed = expected.Status is JsonArray several ? several.Select(each => each!.GetValue<int>()) : [expected.Status.GetValue<int>()];
        Assert.True(allowed.Contains((int)answer.Status), Said($"expected {expected.Status.ToJsonString()}, got {(int)answer.Status}: {answer.Text}"));
        foreach (var (name, value) in expected.Headers)
        {
            var difference = Matching.Difference(captures.Fill(value), answer.Headers.TryGetValue(name, out var header) ? header : null, name);
            Assert.True(difference is null, Said($"header {difference}"));
        }

        if (answer.Text.Length == 0)
        {
            return;
        }

        if (expected.Body is not null)
        {
            var difference = Matching.Difference(captures.Fill(expected.Body), Body(answer));
            Assert.True(difference is null, Said($"{difference}\nin {answer.Text}"));
        }

        foreach (var path in expected.Absent)
        {
            Assert.True(JsonPaths.Find(Body(answer), path) is null, Said($"{path} must not be there: {answer.Text}"));
        }
    }

    /// <summary>Ahead of the check, so that an answer may be expected to name its own id; a refusal has nothing to capture.</summary>
    private void Capture(Recording.Step step, ScimAnswer answer)
    {
        if ((int)answer.Status >= 300)
        {
            return;
        }

        foreach (var (name, path) in step.Capture)
        {
            captures[name] = JsonPaths.Find(Body(answer), path)?.DeepClone() ?? throw new Xunit.Sdk.XunitException(Said($"nothing at {path} to capture: {answer.Text}"));
        }
    }

    private async Task CheckEventsAsync(Recording.Step step, int before)
    {
        var all = await gateway.EventsAsync(directory.Id);
        var fresh = all.Skip(told).ToList();
        told = all.Count;
        foreach (var each in all)
        {
            everything.AppendLine(each.Json.GetRawText());
        }

        var story = string.Join("\n  ", fresh.Select(each => each.Json.GetRawText()));
        var position = 0;
        var expected = step.Events ?? [];
        if (before > 0)
        {
            position = before; // One event for each that succeeded; the recording says what each is.
            Assert.True(fresh.Take(before).All(each => each.Type == expected[0]!["type"]!.GetValue<string>()), Said($"expected {before} events before the refusal, got\n  {story}"));
            expected = [];
        }

        foreach (var one in expected)
        {
            if (one is JsonObject repeated && repeated["times"] is { } times)
            {
                var count = times.GetValue<int>();
                var those = fresh.Skip(position).Take(count).ToList();
                Assert.True(those.Count == count, Said($"expected {count} × {repeated["type"]}, got {fresh.Count} events"));
                Assert.True(those.Select(each => (each.UserId, each.GroupId)).Distinct().Count() == count, Said($"the same person was told twice"));
                foreach (var each in those)
                {
                    CheckEvent(repeated, each, story);
                }

                position += count;
                continue;
            }

            var set = one is JsonArray several ? [.. several] : new List<JsonNode?> { one };
            foreach (var each in fresh.Skip(position).Take(set.Count).ToList())
            {
                if (set.Count == 1)
                {
                    CheckEvent(set[0]!.AsObject(), each, story);
                }

                var index = set.FindIndex(candidate => DifferenceOf(candidate!.AsObject(), each) is null);
                Assert.True(index >= 0, Said($"unexpected {each.Type}, events:\n  {story}"));
                set.RemoveAt(index);
                position++;
            }

            Assert.True(set.Count == 0, Said($"missing: {string.Join(", ", set.Select(missing => captures.Fill(missing)!.ToJsonString()))}, events:\n  {story}"));
        }

        Assert.True(fresh.Count == position, Said($"{fresh.Count - position} events too many:\n  {story}"));
        Assert.True(all.Zip(all.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence), Said("sequences do not grow"));
        Assert.True(fresh.All(each => each.Cause?.StartsWith("req_", StringComparison.Ordinal) == true), Said($"an event without the request that caused it:\n  {story}"));
    }

    private void CheckEvent(JsonObject expected, FeedEvent actual, string story)
    {
        var difference = DifferenceOf(expected, actual);
        Assert.True(difference is null, Said($"event {difference}\namong\n  {story}"));
    }

    private string? DifferenceOf(JsonObject expected, FeedEvent actual)
    {
        var json = JsonNode.Parse(actual.Json.GetRawText())!;
        var filled = captures.Fill(expected)!.AsObject();
        var wanted = new JsonObject
        {
            ["type"] = filled["type"]?.DeepClone(),
            ["source"] = "scim",
            ["directory"] = new JsonObject { ["id"] = directory.Id },
        };
        if (Matching.Difference(wanted, json) is { } difference)
        {
            return difference;
        }

        foreach (var who in (string[])["user", "group"])
        {
            // A text is an id, an object is what the object holds.
            var part = filled[who] is JsonValue id ? new JsonObject { ["id"] = id.DeepClone() } : filled[who];
            if (part is not null && Matching.Difference(part, json["data"]![who]) is { } other)
            {
                return $"{who}: {other}";
            }
        }

        var (needsUser, needsGroup) = (actual.Type.Contains("user", StringComparison.Ordinal), actual.Type.StartsWith("group", StringComparison.Ordinal));
        if ((actual.User is not null, actual.Group is not null) != (needsUser, needsGroup))
        {
            return $"{actual.Type}: the user or the group is missing, or too many";
        }

        // An array names exactly what changed, an object also how.
        var changes = json["data"]!["changes"]?.AsObject();
        return filled["changes"] switch
        {
            JsonArray names when !names.Select(name => name!.GetValue<string>()).Order().SequenceEqual((changes ?? []).Select(change => change.Key).Order()) => $"changes: expected {names.ToJsonString()}, got {changes?.ToJsonString()}",
            JsonObject values => Matching.Difference(values, changes, "changes") ?? (values.Count == changes?.Count ? null : $"changes: expected {values.ToJsonString()}, got {changes?.ToJsonString()}"),
            _ => null,
        };
    }

    private async Task CheckSecretsAsync()
    {
        if (recording.Secrets.Count == 0)
        {
            return;
        }

        var stored = await gateway.Storage.DumpAsync();
        foreach (var secret in recording.Secrets)
        {
            Assert.True(!everything.ToString().Contains(secret, StringComparison.Ordinal), Said($"{secret} stands in an answer or an event"));
            Assert.True(!stored.Contains(secret, StringComparison.Ordinal), Said($"{secret} stands in the database"));
            Assert.True(!gateway.Log.Text.Contains(secret, StringComparison.Ordinal), Said($"{secret} stands in the log"));
        }
    }

    private static JsonNode? Body(ScimAnswer answer) => JsonNode.Parse(answer.Text);

    private string Said(string what) => $"{recording.Vector}, {at}: {what}";
}
