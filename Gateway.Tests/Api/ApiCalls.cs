using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

/// <summary>Calls of the management API that say at once what was expected of them.</summary>
internal static class ApiCalls
{
    public static async Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Response)> CallAsync(
        this TestGateway gateway, HttpMethod method, string path, object? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            var bytes = body as byte[] ?? Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body));
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        var response = await gateway.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), response);
    }

    public static async Task<JsonElement> ExpectAsync(this TestGateway gateway, HttpStatusCode expected, HttpMethod method, string path, object? body = null)
    {
        var (status, answer, _) = await gateway.CallAsync(method, path, body);
        Assert.True(status == expected, $"{method} {path} answered {(int)status}: {answer}");
        return answer;
    }

    public static Task<JsonElement> GetAsync(this TestGateway gateway, string path) => gateway.ExpectAsync(HttpStatusCode.OK, HttpMethod.Get, path);

    /// <summary>The refusal must have the form of RFC 9457, the code and a sentence.</summary>
    public static async Task<JsonElement> RefusedAsync(
        this TestGateway gateway, HttpStatusCode expected, string code, HttpMethod method, string path, object? body = null, string contentType = "application/json")
    {
        var (status, answer, response) = await gateway.CallAsync(method, path, body, contentType);
        Assert.True(status == expected, $"{method} {path} answered {(int)status}: {answer}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, answer.GetProperty("code").GetString());
        Assert.Equal((int)expected, answer.GetProperty("status").GetInt32());
        Assert.NotEmpty(answer.GetProperty("detail").GetString()!);
        return answer;
    }

    public static IReadOnlyList<string> Ids(this JsonElement page) => [.. page.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
