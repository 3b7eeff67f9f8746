using Gateway.Core.Events;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Gateway.Worker.Identities;
using Gateway.Worker.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Worker;

/// <summary>Wires what time starts: the dispatcher of webhooks, the sweep of parked members.</summary>
public static class WorkerServices
{
    /// <summary>Runs the worker in this process. Needs <c>AddStorage</c>, <c>AddDirectories</c> and <c>AddIdentities</c>; brings <c>AddWebhooks</c> along.</summary>
    public static IServiceCollection AddGatewayWorker(this IServiceCollection services)
    {
        services.AddWebhooks();
        services.TryAddSingleton<EventLog>();
        services.TryAddSingleton<OwedStore>();
        services.TryAddSingleton<LeaseStore>();
        services.TryAddSingleton<AttemptStore>();
        services.TryAddSingleton<Dispatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<Dispatcher>());
        services.AddHostedService<ParkedMembersSweep>();
        return services;
    }
}
