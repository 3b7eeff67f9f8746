namespace Gateway.Web.Health;

/// <summary><c>/health/live</c> and <c>/health/ready</c>, without a key.</summary>
public static class HealthEndpoints
{
    public static IServiceCollection AddHealth(this IServiceCollection services) => services.AddSingleton<Readiness>();

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Json(new { status = "live" }));
        routes.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancellationToken) =>
            await readiness.FindObstacleAsync(cancellationToken) is { } obstacle
                ? Results.Json(new { status = "unavailable", reason = obstacle }, statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Json(new { status = "ready" }));
    }
}
